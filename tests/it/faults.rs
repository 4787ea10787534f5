//! Every ad arrives, is whole and is paid once, whatever the network does.
