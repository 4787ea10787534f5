//! No two files under one name.
//!
//! Must not look at the disk: whoever does, tells what is there.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::model::revision::MAX_VERSIONS;

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

/// The name of a further version of a file: `name_v2.ext`. The first keeps its name.
pub fn versioned(path: &Path, version: u32) -> PathBuf {
    if version <= 1 {
        return path.to_owned();
    }
    ending(path, &format!("_v{}", version.min(MAX_VERSIONS)))
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    ending(path, &format!("-{number}"))
}

fn ending(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(end);
    if let Some(ext) = path.extension() {
        name.push(".");
        name.push(ext);
    }
    path.with_file_name(name)
}

fn folded(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_a_name_of_its_own_beside_the_first() {
        for (path, version, name) in [
            ("moss/01_square_dew.png", 1, "moss/01_square_dew.png"),
            ("moss/01_square_dew.png", 2, "moss/01_square_dew_v2.png"),
            ("moss/01_square_dew.mp4", 12, "moss/01_square_dew_v12.mp4"),
            ("01.2_dew.png", 3, "01.2_dew_v3.png"),
            ("dew.png", u32::MAX, "dew_v99.png"),
        ] {
            assert_eq!(versioned(Path::new(path), version), Path::new(name));
        }
    }
}
