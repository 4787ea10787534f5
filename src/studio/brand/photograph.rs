//! A picture that is read when it is needed: its name stands for its contents, so what was decoded once can be kept
//! under it.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a PNG lies.
#[derive(Clone, Debug)]
pub struct Photograph {
    id: String,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Bundled(&'static [u8]),
    File(PathBuf),
    Memory(Arc<[u8]>),
}

impl Photograph {
    /// One that travels with the program.
    pub fn bundled(id: impl Into<String>, bytes: &'static [u8]) -> Self {
        Self {
            id: id.into(),
            source: Source::Bundled(bytes),
        }
    }

    /// A file that is never written again under the same name.
    pub fn file(id: impl Into<String>, path: PathBuf) -> Self {
        Self {
            id: id.into(),
            source: Source::File(path),
        }
    }

    /// Bytes in memory.
    pub fn memory(id: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            id: id.into(),
            source: Source::Memory(bytes.into()),
        }
    }

    /// The same name means the same bytes.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The bytes of the PNG. May wait for the disk.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.source {
            Source::Bundled(bytes) => Ok(Cow::Borrowed(bytes)),
            Source::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Source::File(path) => std::fs::read(path).map(Cow::Owned),
        }
    }
}
