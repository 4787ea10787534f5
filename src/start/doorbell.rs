//! How a second start brings the window of the first one forward: the first listens on a port of this computer only and
//! writes into its data folder which one; the second one knocks there with the word from the same file.
//!
//! Must carry nothing else: whoever can read the data folder can raise a window, and no more.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// What the first window answers.
const HEARD: &[u8] = b"parfait";

/// How long either side waits for the other. Both are on this computer.
const PATIENCE: Duration = Duration::from_millis(800);

/// A word of the file is never longer.
const MOST: usize = 64;

/// Where the file lies.
fn file(data: &Path) -> PathBuf {
    data.join("window.door")
}

/// Listens until it is dropped.
#[derive(Debug)]
pub struct Doorbell {
    file: PathBuf,
    addr: SocketAddr,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Doorbell {
    /// Listens for knocks at this data folder; `ring` is called for each, from a thread of its own.
    ///
    /// # Errors
    /// When no port can be had or the file cannot be written.
    pub fn hang(data: &Path, ring: impl Fn() + Send + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let word = uuid::Uuid::new_v4().simple().to_string();
        let file = file(data);
        write_for_owner(&file, format!("{} {word}", addr.port()).as_bytes())?;
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = std::thread::Builder::new()
            .name("parfait-doorbell".into())
            .spawn(move || {
                for caller in listener.incoming() {
                    if ends.load(Ordering::Relaxed) {
                        break;
                    }
                    // A caller that says nothing, or something else, is nobody's business.
                    if caller.is_ok_and(|caller| knows(caller, &word).is_ok_and(|knows| knows)) {
                        ring();
                    }
                }
            })?;
        Ok(Self {
            file,
            addr,
            is_over,
            thread: Some(thread),
        })
    }
}

impl Drop for Doorbell {
    fn drop(&mut self) {
        fs::remove_file(&self.file).ok();
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the thread, so that it sees that it is over.
        let woken = TcpStream::connect_timeout(&self.addr, PATIENCE).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            thread.join().ok();
        }
    }
}

/// Asks the window that is open on this data folder to come forward; whether one has heard.
pub fn knock(data: &Path) -> bool {
    let Ok(text) = fs::read_to_string(file(data)) else {
        return false;
    };
    let Some((port, word)) = text.split_once(' ') else {
        return false;
    };
    port.parse().is_ok_and(|port: u16| {
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        is_heard(addr, word).unwrap_or(false)
    })
}

fn is_heard(addr: SocketAddr, word: &str) -> io::Result<bool> {
    let mut door = TcpStream::connect_timeout(&addr, PATIENCE)?;
    door.set_read_timeout(Some(PATIENCE))?;
    door.set_write_timeout(Some(PATIENCE))?;
    door.write_all(word.as_bytes())?;
    let mut answer = [0; HEARD.len()];
    door.read_exact(&mut answer)?;
    Ok(answer == HEARD)
}

/// Whether the caller knows the word; it is then told that it was heard.
fn knows(mut caller: TcpStream, word: &str) -> io::Result<bool> {
    caller.set_read_timeout(Some(PATIENCE))?;
    caller.set_write_timeout(Some(PATIENCE))?;
    let mut said = vec![0; word.len().min(MOST)];
    caller.read_exact(&mut said)?;
    if said != word.as_bytes() {
        return Ok(false);
    }
    caller.write_all(HEARD)?;
    Ok(true)
}

/// Writes a file that nobody else on this computer can read, where the system knows such a thing.
fn write_for_owner(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_knock_is_heard_by_the_window_of_the_same_data_folder_and_by_no_other() {
        let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (rung, heard) = mpsc::channel();
        let bell = Doorbell::hang(here.path(), move || rung.send(()).unwrap()).unwrap();
        assert!(!knock(elsewhere.path()));
        assert!(heard.try_recv().is_err());
        for _ in 0..2 {
            assert!(knock(here.path()));
            heard.recv_timeout(Duration::from_secs(5)).unwrap();
        }
        drop(bell);
        assert!(!knock(here.path()));
        assert!(!file(here.path()).exists());
    }

    #[test]
    fn a_caller_without_the_word_rings_nothing_and_keeps_nobody_out() {
        let data = tempfile::tempdir().unwrap();
        let (rung, heard) = mpsc::channel();
        let _bell = Doorbell::hang(data.path(), move || rung.send(()).unwrap()).unwrap();
        let text = fs::read_to_string(file(data.path())).unwrap();
        let (port, word) = text.split_once(' ').unwrap();
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().unwrap()));
        for wrong in [
            word.to_uppercase().replace(char::is_numeric, "x"),
            "x".into(),
        ] {
            assert!(!is_heard(addr, &wrong).unwrap_or(false), "{wrong}");
        }
        assert!(heard.try_recv().is_err());
        assert!(knock(data.path()));
    }

    #[test]
    fn the_file_of_a_window_that_is_gone_is_no_window() {
        let data = tempfile::tempdir().unwrap();
        for left in ["", "nonsense", "1 word", "99999 word"] {
            fs::write(file(data.path()), left).unwrap();
            assert!(!knock(data.path()), "{left:?}");
        }
    }
}
