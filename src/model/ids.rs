//! Newtypes for identifiers, so that no bare string crosses a module border. Ids of a service are opaque.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text as the service wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// One of the person's accounts (a service, a key, a base URL).
    AccountId
);
id!(
    /// A delivery, as the service names it.
    DeliveryId
);
id!(
    /// One ad row of a delivery, as the service names it.
    AdId
);
id!(
    /// A brand, as the service names it.
    BrandId
);
id!(
    /// A product of a brand, as the service names it.
    ProductId
);
id!(
    /// A picture of a brand kit, as the studio names it: made from its contents.
    PictureId
);
id!(
    /// A style of the catalogue, as the service names it.
    StyleId
);
id!(
    /// One version of an ad that a person made of it; made by us, so that keeping it twice is keeping it once.
    RevisionId
);
id!(
    /// The trace id that a service's support asks for.
    RequestId
);
id!(
    /// A paid request written down before it is sent; made by us.
    IntentId
);
id!(
    /// The header value that makes a repeat of a paid request free; made by us, one per intent.
    IdempotencyKey
);

impl AccountId {
    /// A new one, never used before: what an account that was removed had ordered is not another's.
    pub fn fresh() -> Self {
        let unique = uuid::Uuid::new_v4().simple().to_string();
        Self(format!("dessert-{}", unique.get(..8).unwrap_or(&unique)))
    }
}

impl BrandId {
    /// A new one for a brand kit, never used before: made here, so that saving it twice is saving it once.
    pub fn fresh() -> Self {
        Self(format!("kit-{}", uuid::Uuid::new_v4().simple()))
    }
}

impl ProductId {
    /// A new one for a product of a kit, never used before.
    pub fn fresh() -> Self {
        Self(format!("product-{}", uuid::Uuid::new_v4().simple()))
    }
}

impl RevisionId {
    /// A new one, never used before.
    pub fn fresh() -> Self {
        Self(format!("rev-{}", uuid::Uuid::new_v4().simple()))
    }
}

impl IntentId {
    /// A new one, never used before.
    pub fn fresh() -> Self {
        Self(uuid::Uuid::new_v4().to_string())
    }
}

impl IdempotencyKey {
    /// A new one, never used before. A UUID, as the contract advises (A.1).
    pub fn fresh() -> Self {
        Self(uuid::Uuid::new_v4().to_string())
    }
}
