//! Rebuilds when the bundled style and scripts or the words change: both are embedded by folder,
//! so a new file in them must be noticed. An unbuilt `ui/dist` is an empty folder, not an error.
use std::fs;

fn main() {
    // Failing to make the folder is no harm: then there is nothing to embed.
    let _ = fs::create_dir_all("../../ui/dist");
    println!("cargo:rerun-if-changed=../../ui/dist");
    println!("cargo:rerun-if-changed=locales");
}
