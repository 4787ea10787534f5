//! Writing files so that what bears a final name is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path` through a neighbour `.part` file: synced, then renamed over whatever was there.
///
/// # Errors
/// Whatever the file system says; the file under the final name is then what it was before.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = part_name(path);
    let mut file = File::create(&part)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written.and_then(|()| promote(&part, path)) {
        fs::remove_file(&part).ok();
        return Err(error);
    }
    Ok(())
}

/// `ad.png` → `ad.png.part`, in the same folder so that the rename stays on one file system.
pub fn part_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Renames a finished and synced `.part` file to its final name, over whatever was there, and syncs the folder, so that
/// the name survives a power cut.
///
/// # Errors
/// Whatever the file system says.
pub fn promote(part: &Path, path: &Path) -> io::Result<()> {
    fs::rename(part, path)?;
    sync_folder_of(path);
    Ok(())
}

/// Gives a finished and synced `.part` file its final name, and never replaces anything: a file that appeared there,
/// whoever made it, is an error of the kind [`io::ErrorKind::AlreadyExists`]. Then the `.part` is still there.
/// [`sync_folder_of`] is the caller's, who may have named several files.
///
/// # Errors
/// When the name is taken, or whatever the file system says.
pub fn give_name(part: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(part, path) {
        // With both names it is whole under either; who finds the `.part` later removes it.
        Ok(()) => {
            fs::remove_file(part).ok();
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // FAT and some network drives know no second name for a file.
        Err(_) => rename_to_free(part, path),
    }
}

/// Whether a `.part` file got its name though an error was told, as network drives may.
pub fn has_name(part: &Path, path: &Path) -> bool {
    matches!(part.try_exists(), Ok(false)) && path.is_file()
}

/// Takes the name with an empty file of our own, which fails if it is taken, and renames over that.
fn rename_to_free(part: &Path, path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?;
    fs::rename(part, path).inspect_err(|_| {
        let is_empty = fs::metadata(path).is_ok_and(|meta| meta.len() == 0);
        if is_empty {
            fs::remove_file(path).ok();
        }
    })
}

/// Syncs the folder that a file lies in, so that the names in it survive a power cut.
pub fn sync_folder_of(path: &Path) {
    // Windows cannot open a folder as a file; there the rename itself is journalled.
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        folder.sync_all().ok();
    }
}

/// Bytes that may still be written below `folder`, which need not be there yet.
///
/// # Errors
/// When the disk does not say.
pub fn free_space(folder: &Path) -> io::Result<u64> {
    let there = folder.ancestors().find(|place| place.is_dir());
    fs4::available_space(there.unwrap_or(folder))
}

/// Holds a lock file for as long as the value lives, so that a second program on the same data can be refused.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, or says `None` when another process holds it.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

/// What went wrong with a file, in a person's words: `(what, what to do about the place)`. What can be done next is the
/// caller's to say.
pub fn explain(error: &io::Error, path: &Path) -> (String, String) {
    let place = path.display();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            format!("The disk that holds {place} is full."),
            "Free some space, or choose another folder.".to_owned(),
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            format!("Parfait may not write to {place}."),
            "Choose a folder that you own.".to_owned(),
        ),
        io::ErrorKind::NotFound => (
            format!("{place} does not exist."),
            "Check the path, or choose another folder.".to_owned(),
        ),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => (
            format!("{place} cannot be made, because a file stands in the way."),
            "Choose another folder, or move that file.".to_owned(),
        ),
        _ => (
            format!("{place} could not be written: {error}."),
            "Check the disk and the folder, or choose another.".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_under_its_final_name_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(!part_name(&path).exists());
    }

    #[test]
    fn a_file_that_appeared_under_a_name_is_never_replaced() {
        for give in [give_name, rename_to_free] {
            let folder = tempfile::tempdir().unwrap();
            let (part, path) = (
                folder.path().join("a.png.part"),
                folder.path().join("a.png"),
            );
            fs::write(&part, b"ours").unwrap();
            fs::write(&path, b"theirs").unwrap();
            let error = give(&part, &path).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(fs::read(&path).unwrap(), b"theirs");
            assert_eq!(fs::read(&part).unwrap(), b"ours");
            fs::remove_file(&path).unwrap();
            give(&part, &path).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"ours");
            assert!(!part.exists());
            // What cannot be named leaves no empty file behind.
            assert!(give(&part, &path.with_extension("jpg")).is_err());
            assert!(!path.with_extension("jpg").exists());
        }
    }

    #[test]
    fn a_second_holder_is_refused_until_the_first_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path).unwrap();
        assert!(first.is_some());
        assert!(Lock::take(&path).unwrap().is_none());
        drop(first);
        assert!(Lock::take(&path).unwrap().is_some());
    }
}
