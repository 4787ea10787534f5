//! Every control has a name, a role and a key.
