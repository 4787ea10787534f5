//! No two files under one name.
//!
//! Must not look at the disk: whoever does, tells what is there.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Names that are in use, compared as macOS and Windows do: without case.
#[derive(Clone, Debug, Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    /// Marks a name as in use.
    pub fn add(&mut self, path: &Path) {
        self.0.insert(folded(path));
    }

    /// Whether a name is in use.
    pub fn contains(&self, path: &Path) -> bool {
        self.0.contains(&folded(path))
    }

    /// Takes a name: this one, or the first free one of `name-2.ext`, `name-3.ext` and so on. The same order of claims
    /// gives the same names.
    pub fn claim(&mut self, path: &Path) -> PathBuf {
        let mut free = path.to_owned();
        let mut number: u32 = 2;
        while !self.0.insert(folded(&free)) {
            free = numbered(path, number);
            number = number.saturating_add(1);
        }
        free
    }
}

impl<P: AsRef<Path>> FromIterator<P> for Taken {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Self {
        Self(
            paths
                .into_iter()
                .map(|path| folded(path.as_ref()))
                .collect(),
        )
    }
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(ext) = path.extension() {
        name.push(".");
        name.push(ext);
    }
    path.with_file_name(name)
}

fn folded(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").to_lowercase()
}
