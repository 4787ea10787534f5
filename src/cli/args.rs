//! What may be typed. Values are taken as text where a better sentence than the parser's is owed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// Parfait: a brief becomes finished ads on disk. Without a verb it opens the window.
#[derive(Clone, Debug, Parser)]
#[command(name = "parfait", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// Keep the library, the studio and the log in this folder instead of the usual one
    #[arg(long, global = true, value_name = "DIR", env = "PARFAIT_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// What to do; the window if absent
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Cli {
    /// What was typed. Wrong use is explained on standard error and ends the program with 2, as does `--help` with 0.
    pub fn typed() -> Self {
        Self::parse()
    }
}

/// One verb.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Send a brief, follow it, put the files into a folder
    Generate(Box<GenerateArgs>),
    /// Look at a delivery, follow it with --wait, fetch its files
    Delivery(DeliveryArgs),
    /// Finish whatever was interrupted: open requests, running deliveries, half downloads
    Resume(ResumeArgs),
    /// Say what was spent with an account, and what its service says of that
    Usage(UsageArgs),
    /// Run the studio alone as an HTTP service; prints its URL and key
    Serve(ServeArgs),
    /// Keep, look at or forget the key of an account in the system's keychain
    Key(KeyArgs),
}

/// Flags of `generate`.
#[derive(Clone, Debug, Args)]
pub struct GenerateArgs {
    /// Which account makes the ads, by name or id: studio (free, on this computer) or dessert
    #[arg(long, value_name = "NAME", default_value = "studio")]
    pub account: String,
    /// How many concepts; each gives a vertical and a square ad [default: 1]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub count: Option<String>,
    /// static (stills) or full (a film beside each still) [default: static]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// The brand; the account's default if absent
    #[arg(long, value_name = "ID")]
    pub brand_id: Option<String>,
    /// Only this product; may be given several times
    #[arg(long = "product-id", value_name = "ID")]
    pub product_ids: Vec<String>,
    /// pain + solution, benefit outcome, sensory, transformation, ritual or social proof; they rotate if absent
    #[arg(long, value_name = "ANGLE")]
    pub copy_angle: Option<String>,
    /// Tone of voice in free words; the brand's own if absent
    #[arg(long, value_name = "TEXT")]
    pub brand_tone: Option<String>,
    /// A named motion category, such as "Serum Droplets"; may be given several times
    #[arg(long = "animation-prompt", value_name = "NAME")]
    pub animation_prompts: Vec<String>,
    /// A look in free words; used when no animation prompt is given
    #[arg(long, value_name = "TEXT")]
    pub style_search: Option<String>,
    /// Put the product into a lifestyle scene first
    #[arg(long)]
    pub in_situ: bool,
    /// Let the service call this HTTPS address at completion
    #[arg(long, value_name = "URL")]
    pub webhook_url: Option<String>,
    /// Read the brief from a JSON file in the service's own form; flags beside it win
    #[arg(long, value_name = "FILE.json")]
    pub brief: Option<PathBuf>,
    /// Put the files into this folder instead of the usual one
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Send it even when it goes over a limit of the account; that it did is kept with the request
    #[arg(long)]
    pub over_limit: bool,
    /// How to follow and print
    #[command(flatten)]
    pub follow: FollowArgs,
}

/// Flags of `delivery`.
#[derive(Clone, Debug, Args)]
pub struct DeliveryArgs {
    /// The delivery's id; upper or lower case, as its folder carries it
    #[arg(value_name = "ID")]
    pub id: String,
    /// Follow until it is finished
    #[arg(long)]
    pub wait: bool,
    /// Whose delivery it is, if this library does not know it
    #[arg(long, value_name = "NAME", default_value = "dessert")]
    pub account: String,
    /// Put the files into this folder instead of the one it was sent with
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How to follow and print
    #[command(flatten)]
    pub follow: FollowArgs,
}

/// Flags of `resume`.
#[derive(Clone, Debug, Args)]
pub struct ResumeArgs {
    /// Put what is still to be fetched into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How to follow and print
    #[command(flatten)]
    pub follow: FollowArgs,
}

/// Flags of everything that follows work.
#[derive(Clone, Debug, Args)]
pub struct FollowArgs {
    /// Look at a delivery this often, such as 20s or 200ms
    #[arg(long, value_name = "DURATION", value_parser = poll_duration)]
    pub poll_every: Option<Duration>,
    /// Stop following after this long, such as 15m; the work goes on at the service
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub timeout: Option<Duration>,
    /// Print one JSON document on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// Flags of `usage`.
#[derive(Clone, Debug, Args)]
pub struct UsageArgs {
    /// Whose usage
    #[arg(long, value_name = "NAME", default_value = "dessert")]
    pub account: String,
    /// Print one JSON document on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// Flags of `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    pub addr: SocketAddr,
}

/// Flags of `key`.
#[derive(Clone, Debug, Args)]
pub struct KeyArgs {
    /// What to do with the key
    #[command(subcommand)]
    pub action: KeyAction,
}

/// What to do with a key.
#[derive(Clone, Debug, Subcommand)]
pub enum KeyAction {
    /// Keep a key in the keychain; it is read from standard input
    Set(KeyAccount),
    /// Say where the key is
    Status(KeyAccount),
    /// Forget the key
    Delete(KeyAccount),
}

/// Whose key.
#[derive(Clone, Debug, Args)]
pub struct KeyAccount {
    /// Whose key it is, by name or id
    #[arg(long, value_name = "NAME")]
    pub account: String,
}

/// A service is not asked more often than this, however the flag is set.
const SHORTEST_POLL: Duration = Duration::from_millis(20);

fn poll_duration(text: &str) -> Result<Duration, String> {
    let every = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if every < SHORTEST_POLL {
        return Err(format!("must be at least {} ms", SHORTEST_POLL.as_millis()));
    }
    Ok(every)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_bad_count_reaches_the_brief_instead_of_the_parser() {
        for count in ["0", "-1", "2.5", "1000000000000"] {
            let cli = Cli::try_parse_from(["parfait", "generate", "--count", count]).unwrap();
            let Some(Verb::Generate(args)) = cli.verb else {
                panic!("not generate")
            };
            assert_eq!(args.count.as_deref(), Some(count));
        }
    }
}
