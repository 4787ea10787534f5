//! Where the program keeps its things on this machine.

use std::path::{Path, PathBuf};

/// The folders of one installation. Everything but the finished ads lies under `data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    data: PathBuf,
    ads: PathBuf,
}

impl Paths {
    /// The folders of this person on this machine; `data_dir` (flag or `PARFAIT_DATA_DIR`) replaces the data folder.
    pub fn of_this_machine(data_dir: Option<&Path>) -> Self {
        let user = directories::UserDirs::new();
        let home = user
            .as_ref()
            .map_or_else(|| PathBuf::from("."), |dirs| dirs.home_dir().to_owned());
        let documents = user
            .as_ref()
            .and_then(|dirs| dirs.document_dir().map(Path::to_owned));
        let data = data_dir.map(Path::to_owned).unwrap_or_else(|| {
            directories::ProjectDirs::from("", "", "parfait")
                .map_or_else(|| home.join(".parfait"), |dirs| dirs.data_dir().to_owned())
        });
        Self {
            data,
            ads: documents.unwrap_or(home).join("Parfait"),
        }
    }

    /// Everything below one folder, finished ads too.
    pub fn under(root: &Path) -> Self {
        Self {
            data: root.to_owned(),
            ads: root.join("ads"),
        }
    }

    /// The data folder itself.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Where finished ads go unless the person chose another folder.
    pub fn default_ads(&self) -> &Path {
        &self.ads
    }

    /// The person's library.
    pub fn library(&self) -> PathBuf {
        self.data.join("library.sqlite")
    }

    /// What was sent and answered; may be removed at any time.
    pub fn requests(&self) -> PathBuf {
        self.data.join("requests.sqlite")
    }

    /// What was made for support.
    pub fn support(&self) -> PathBuf {
        self.data.join("support")
    }

    /// The studio's own store and assets.
    pub fn studio(&self) -> PathBuf {
        self.data.join("studio")
    }

    /// Moving pictures of styles; may be removed at any time.
    pub fn swatches(&self) -> PathBuf {
        self.data.join("swatches")
    }

    /// The log of this and of earlier runs.
    pub fn log(&self) -> PathBuf {
        self.data.join("parfait.log")
    }
}
