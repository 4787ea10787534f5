//! What the window or the command line may ask of the runtime. Plain data; executed in one place.

use std::path::PathBuf;

use crate::base::secret::Secret;
use crate::model::ad::AdKey;
use crate::model::brief::Brief;
use crate::model::draft::BriefDraft;
use crate::model::ids::{AccountId, BrandId, DeliveryId, IntentId, StyleId};
use crate::model::kit::Kit;
use crate::model::settings::SettingsChange;
use crate::model::spend::Override;

use super::brands::KitCommand;
use super::copywriting::CopyCommand;
use super::log::LogCommand;
use super::revise::ReviseCommand;

/// One wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Writes the brief down and sends it. Costs. The caller makes the id, so the same wish sent twice is one intent.
    Submit(Box<Submit>),
    /// Sends an open intent again with its own key and bytes. Free of risk while the key lives, and refused after.
    Retry(IntentId),
    /// Sends the same brief anew under a new key. Costs. `Submit::intent` is the new one; the old one, if it was
    /// still open, is let go.
    RunAgain {
        /// The intent whose brief is to be sent again.
        of: IntentId,
        /// The id of the new intent.
        as_new: IntentId,
        /// That it may go over a limit of its account.
        over: Option<Override>,
    },
    /// Lets an open intent go without sending it again.
    Dismiss(IntentId),
    /// Ends a delivery of the studio early: what is finished stays.
    Cancel(DeliveryId),
    /// Looks at a delivery now instead of at the next turn.
    LookNow(DeliveryId),
    /// Follows a delivery that this library does not know (its id was made elsewhere).
    Adopt {
        /// Whose delivery it is.
        account: AccountId,
        /// The service's id.
        delivery: DeliveryId,
        /// Where its files shall go; the settings' folder if `None`.
        folder: Option<PathBuf>,
    },
    /// Takes a delivery that an entry of usage names for what became of an undecided request, and follows it. Free.
    FollowNamed {
        /// The request.
        intent: IntentId,
        /// What the entry names.
        delivery: DeliveryId,
    },
    /// Fetches every file of a delivery that is not whole on disk, or of one ad only.
    Fetch {
        /// Which delivery.
        delivery: DeliveryId,
        /// Only this ad.
        ad: Option<AdKey>,
        /// Put the files here from now on.
        folder: Option<PathBuf>,
    },
    /// Asks the account for balance and brands.
    Refresh(AccountId),
    /// The same, of an account that comes to be shown, if nothing was asked of it yet.
    Acquaint(AccountId),
    /// Watches over the brand of a request that was refused because it is still being read in. Begins by itself.
    WatchBrand(IntentId),
    /// Ends to watch.
    StopWatching(IntentId),
    /// Keeps the name of an animation prompt that a person typed for an account.
    KeepPrompt {
        /// Whose.
        account: AccountId,
        /// As typed.
        name: String,
    },
    /// Forgets such a name.
    ForgetPrompt {
        /// Whose.
        account: AccountId,
        /// As typed.
        name: String,
    },
    /// Searches the account's styles; a newer search replaces an older one.
    SearchStyles {
        /// Whose styles.
        account: AccountId,
        /// A look in words; empty clears the results.
        query: String,
    },
    /// Asks the studio for its catalogue of styles, in the colours of this brand or of its default one.
    LoadStyles(Option<BrandId>),
    /// Says which styles' moving pictures are to be seen now, most wanted first; replaces the earlier wish.
    WantSwatches(Vec<StyleId>),
    /// Makes this the account in use and remembers it.
    UseAccount(AccountId),
    /// Keeps a key in the keychain, or for this run only where there is none; one that the service refuses is not kept,
    /// and an earlier one stays.
    SetKey {
        /// Whose key.
        account: AccountId,
        /// The key.
        key: Secret,
    },
    /// Forgets a key.
    DeleteKey(AccountId),
    /// Removes an account and its key, unless work of it is under way.
    RemoveAccount(AccountId),
    /// Changes the settings.
    SaveSettings(Box<SettingsChange>),
    /// Remembers the form as typed.
    SaveDraft(Box<BriefDraft>),
    /// Remembers kits as they are typed, though something in them is wrong, for the next run.
    KeepUnsavedKits(Vec<Kit>),
    /// Something about brand kits.
    Kit(KitCommand),
    /// Something about the server that writes copy.
    Copy(CopyCommand),
    /// Something about versions of ads.
    Revise(ReviseCommand),
    /// Something about the log of requests.
    Log(LogCommand),
    /// Shows a file or a folder in the system's file manager.
    Reveal(PathBuf),
    /// Opens a web page of a service.
    OpenPage(String),
    /// Finishes what is in hand, writes everything down and stops.
    Shutdown,
}

/// A brief to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Submit {
    /// Made by the caller, once per press of the button.
    pub intent: IntentId,
    /// Who pays.
    pub account: AccountId,
    /// What for.
    pub brief: Brief,
    /// Where the files shall go; the settings' folder if `None`.
    pub folder: Option<PathBuf>,
    /// That it may go over a limit of its account.
    pub over: Option<Override>,
}
