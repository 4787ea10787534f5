//! The program: hands over to [`parfait::start`], nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    parfait::start::run()
}
