//! The real program in a home of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::fault_server::FaultServer;
use super::promises::Left;
use super::sentinel::{self, Watched};

/// A home that nothing else uses; gone when dropped.
pub struct Home {
    folder: Watched,
}

/// How the program ended and what it printed.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Self {
            folder: Watched::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the tests let files go.
    pub fn ads(&self) -> PathBuf {
        self.path().join("ads")
    }

    /// The program, about to start, with an environment of its own: no display, no session bus, no keys.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parfait"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TZ", "UTC")
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The program with a Dessert account that is in truth the given server.
    pub fn command_on(&self, server: &FaultServer, args: &[&str]) -> Command {
        let mut command = self.command(args);
        command
            .env("DESSERT_API_URL", server.url().as_str())
            .env("DESSERT_API_KEY", server.key().expose());
        command
    }

    /// Fails unless all promises hold of what the program left here. It must have ended.
    #[track_caller]
    pub fn assert_promises(&self, server: &FaultServer) {
        let files = files_below(self.path());
        let library = files.iter().find(|path| path.ends_with("library.sqlite"));
        let left = Left {
            server,
            library: library.expect("there is no library"),
            ads: &self.ads(),
            below: self.path(),
        };
        left.assert_promises();
    }

    /// Runs the program to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        ended(self.command(args).output().unwrap())
    }

    /// Runs the program on a server to its end.
    pub fn run_on(&self, server: &FaultServer, args: &[&str]) -> Ended {
        ended(self.command_on(server, args).output().unwrap())
    }
}

/// Feeds text to a program that was started with a piped standard input, and waits for its end.
pub fn feed(mut child: Child, text: &str) -> Ended {
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    ended(child.wait_with_output().unwrap())
}

/// Reads what a program left; the key is not in it.
#[track_caller]
pub fn ended(output: Output) -> Ended {
    sentinel::assert_not_in("what the program printed", &output.stdout);
    sentinel::assert_not_in("what the program complained of", &output.stderr);
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ended {
    /// Fails unless the program ended with this code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout: {}\nstderr: {}",
            self.out,
            self.err
        );
        self
    }

    /// The one JSON document on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}\nstdout: {}\nstderr: {}", self.out, self.err))
    }
}

/// Every file below a folder, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}

/// The pictures below a folder; fails when one is not whole or anything half-written lies about.
#[track_caller]
pub fn whole_pictures(folder: &Path) -> Vec<(PathBuf, (u32, u32))> {
    let mut pictures = Vec::new();
    for path in files_below(folder) {
        let end = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match end.as_str() {
            "png" => {
                let picture = image::open(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                pictures.push((path, (picture.width(), picture.height())));
            }
            "json" => {
                let text = std::fs::read_to_string(&path).unwrap();
                serde_json::from_str::<Value>(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            }
            _ => panic!("left over: {}", path.display()),
        }
    }
    pictures
}
