//! Why a studio could not start, in a person's words.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::base::disk;
use crate::base::report::Report;

use super::store::StoreError;

/// Why a studio could not start.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    /// Another studio works on the same folder.
    #[error("another studio already uses {0}")]
    InUse(PathBuf),
    /// The folder cannot be used.
    #[error("the studio's folder {path} cannot be used")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The store cannot be opened.
    #[error("the studio's store {path} cannot be opened")]
    Store {
        /// Which.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// The address cannot be listened on.
    #[error("the studio cannot listen on {addr}")]
    Listen {
        /// Which.
        addr: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// A worker thread cannot be started.
    #[error("the studio cannot start a worker")]
    Worker(#[source] io::Error),
    /// There is no way to make secure connections.
    #[error("the studio cannot make secure connections: {0}")]
    Caller(String),
    /// The studio's own data does not read.
    #[error("the studio's own data is damaged: {0}")]
    Assets(String),
}

impl StudioError {
    /// The error as a person should read it.
    pub fn report(&self) -> Report {
        match self {
            Self::InUse(path) => Report::failed(
                "Another Parfait on this computer is using the studio already.",
                "Close the other window or stop “parfait serve”, or start this one with another --data-dir.",
            )
            .with_details(path.display().to_string()),
            Self::Folder { path, source } => {
                let (summary, hint) = disk::explain(source, path);
                Report::failed(summary, hint)
            }
            Self::Store { path, source } => Report::failed(
                "The studio's store cannot be opened.",
                "Start Parfait again; if it stays so, move the file aside and the studio begins afresh.",
            )
            .with_details(format!("{}: {source}", path.display())),
            Self::Listen { addr, source } => Report::failed(
                format!("The studio cannot listen on {addr}."),
                if source.kind() == io::ErrorKind::AddrInUse {
                    "Another program uses that port; choose another one, or port 0 for any free one."
                } else {
                    "Choose an address of this computer, such as 127.0.0.1:0."
                },
            )
            .with_details(source.to_string()),
            Self::Worker(source) => Report::failed(
                "The studio could not start its workers.",
                "Close other programs and start Parfait again.",
            )
            .with_details(source.to_string()),
            Self::Caller(what) => Report::failed(
                "The studio cannot make secure connections.",
                "Check the system's certificates and start Parfait again.",
            )
            .with_details(what.clone()),
            Self::Assets(what) => Report::failed(
                "The studio's own data is damaged.",
                "Install Parfait again.",
            )
            .with_details(what.clone()),
        }
    }
}
