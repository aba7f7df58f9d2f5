//! Builds again when a policy file comes or goes; changes within one are seen without this.
fn main() {
    println!("cargo::rerun-if-changed=../../policy");
}
