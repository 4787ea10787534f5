//! The composition root: reads what was typed, builds the parts and hands them to each other. Every decision is made
//! further down; here is only who gets what.

mod doorbell;
mod parts;
mod serve;
pub mod studio;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::base::clock::Clock;
use crate::base::log;
use crate::base::paths::Paths;
use crate::base::report::Report;
use crate::cli::args::{Cli, FollowArgs, Verb};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::{brief, delivery, generate, key, output, resume, usage};
use crate::ui;

use doorbell::Doorbell;
use parts::{Core, Start};

/// Runs the program to its end.
pub fn run() -> ExitCode {
    let started = Instant::now();
    let cli = Cli::typed();
    let paths = Paths::of_this_machine(cli.data_dir.as_deref());
    let exit = match cli.verb {
        None => window(&paths, started),
        Some(Verb::Serve(args)) => concluded(serve::run(&paths, args.addr), false),
        Some(verb) => {
            let as_json = is_json(&verb);
            concluded(without_window(&paths, &verb), as_json)
        }
    };
    ExitCode::from(exit.code())
}

fn concluded(outcome: Result<Exit, Report>, as_json: bool) -> Exit {
    outcome.unwrap_or_else(|report| {
        output::complain(&report, as_json);
        report.kind.into()
    })
}

/// The verbs that need the runtime, each on the same footing.
fn without_window(paths: &Paths, verb: &Verb) -> Result<Exit, Report> {
    // A brief that is wrong is said to be wrong before anything is opened.
    let brief = match verb {
        Verb::Generate(args) => Some(brief::from_args(args)?),
        _ => None,
    };
    let start = Start {
        poll_every: follow_args(verb).and_then(|follow| follow.poll_every),
        resume: matches!(verb, Verb::Resume(_)),
        wake: Arc::new(|| {}),
    };
    log_to(paths);
    let core = Core::start(paths, start)?;
    let tokio = core.tokio.handle().clone();
    let mut session = Session {
        handle: core.handle.clone(),
        events: core.take_events(),
    };
    let outcome = tokio.block_on(async {
        let outcome = match (verb, brief) {
            (Verb::Generate(args), Some(brief)) => generate::run(&mut session, args, brief).await,
            (Verb::Delivery(args), _) => delivery::run(&mut session, args).await,
            (Verb::Resume(args), _) => resume::run(&mut session, args).await,
            (Verb::Usage(args), _) => usage::run(&mut session, args).await,
            (Verb::Key(args), _) => key::run(&mut session, &args.action).await,
            (Verb::Serve(_) | Verb::Generate(_), _) => Ok(Exit::WrongUse),
        };
        session.stop().await;
        outcome
    });
    core.stop();
    outcome
}

fn follow_args(verb: &Verb) -> Option<&FollowArgs> {
    match verb {
        Verb::Generate(args) => Some(&args.follow),
        Verb::Delivery(args) => Some(&args.follow),
        Verb::Resume(args) => Some(&args.follow),
        Verb::Serve(_) | Verb::Key(_) | Verb::Usage(_) => None,
    }
}

fn is_json(verb: &Verb) -> bool {
    match verb {
        Verb::Usage(args) => args.json,
        other => follow_args(other).is_some_and(|follow| follow.json),
    }
}

fn window(paths: &Paths, started: Instant) -> Exit {
    if let Err(error) = ui::can_open() {
        output::note(&error.to_string());
        return Exit::WrongUse;
    }
    log_to(paths);
    let wake: Arc<OnceLock<ui::Wake>> = Arc::default();
    let slot = Arc::clone(&wake);
    let start = Start {
        poll_every: None,
        resume: true,
        wake: Arc::new(move || {
            if let Some(wake) = slot.get() {
                wake();
            }
        }),
    };
    let bell: Arc<OnceLock<Doorbell>> = Arc::default();
    let hung = Arc::clone(&bell);
    let data = paths.data().to_owned();
    let opened = match Core::start(paths, start) {
        Ok(core) => {
            let parts = ui::Parts {
                handle: core.handle.clone(),
                events: core.take_events(),
                clock: Clock::system(),
                about: parts::about(paths),
                on_open: Box::new(move |window| {
                    wake.set(window.wake).ok();
                    match Doorbell::hang(&data, move || (window.come_forward)()) {
                        Ok(bell) => drop(hung.set(bell)),
                        Err(error) => {
                            tracing::warn!("a second start will not find this window: {error}");
                        }
                    }
                }),
                on_first_frame: Box::new(move || {
                    tracing::info!(millis = started.elapsed().as_millis() as u64, "first frame");
                }),
            };
            let opened = ui::run(parts);
            drop(bell);
            core.stop();
            opened
        }
        Err(_) if doorbell::knock(paths.data()) => {
            output::note("Parfait is open already; its window comes forward.");
            return Exit::Done;
        }
        Err(report) => {
            output::complain(&report, false);
            let exit = report.kind.into();
            return match ui::run_report(report) {
                Ok(()) => exit,
                Err(error) => {
                    output::note(&error.to_string());
                    exit
                }
            };
        }
    };
    match opened {
        Ok(()) => Exit::Done,
        Err(error) => {
            output::note(&error.to_string());
            Exit::WrongUse
        }
    }
}

/// Without a log the program still works; it says so once.
fn log_to(paths: &Paths) {
    if let Err(error) = log::start(&paths.log()) {
        output::note(&format!(
            "note: there will be no log, {} cannot be written: {error}",
            paths.log().display()
        ));
    }
}
