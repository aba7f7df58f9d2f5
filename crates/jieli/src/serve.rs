//! `jieli serve`: the pages, the API and what runs beside them, until it is told to stop.
use crate::haste::Haste;
use crate::service::OfService;
use crate::settings::{Where, shown};
use app::App;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use store::node::Own;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::Outside;

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub at: Where,
    #[command(flatten)]
    pub service: OfService,
    /// Where to listen
    #[arg(long, env = "JIELI_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where to show metrics, on a listener of its own: a port of this machine, or an address
    #[arg(long, env = "JIELI_METRICS", value_parser = metrics_at)]
    pub metrics: Option<SocketAddr>,
}

/// A port alone is one that nobody outside this machine reaches.
fn metrics_at(text: &str) -> Result<SocketAddr, String> {
    let port = text.parse::<u16>().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    port.or_else(|_| text.parse()).map_err(|_| "a port, or an address as 127.0.0.1:9464".into())
}

pub fn run(serve: &Serve) -> ExitCode {
    let Haste { clock, times } = Haste::asked();
    let opened =
        serve.service.outside().and_then(|outside| Ok((outside, serve.at.open_at(clock)?)));
    let (outside, (app, own)) = match opened {
        Ok(opened) => opened,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let at = Listen { pages: serve.listen, metrics: serve.metrics };
    // A path mistyped begins an empty database: whoever started it is told.
    if app
        .read_now(|cx| Ok(cx.directory()?.units(org::UnitKind::District).next().is_none()))
        .unwrap_or(false)
    {
        eprintln!("{}: no district yet; `jieli found` begins one", shown(&serve.at.database));
    }
    match until_told((app, outside), (own, times), at, |address| println!("http://{address}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Where to listen.
pub struct Listen {
    pub pages: SocketAddr,
    pub metrics: Option<SocketAddr>,
}

/// Serves until SIGTERM or Ctrl-C: then no new request is taken, those that run are finished,
/// what runs beside them ends its round, and the database is closed.
pub fn until_told(
    (app, outside): (App, Outside),
    (own, times): (Own, u32),
    at: Listen,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let listener = bind(at.pages).await?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let (stop, stopped) = watch::channel(false);
        if let Some(metrics) = at.metrics {
            let listener = bind(metrics).await?;
            tokio::spawn(web::serve_metrics(listener, app.clone(), stopped.clone()));
        }
        let beside = tokio::spawn(app::background::run(app.clone(), own, times, stopped.clone()));
        ready(address);
        let served = web::serve(listener, app, outside, stopped.clone(), told(stop)).await;
        if let Err(error) = beside.await {
            return Err(format!("what runs beside the requests ended badly: {error}"));
        }
        served.map_err(|error| error.to_string())
    })
}

async fn bind(at: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(at).await.map_err(|error| format!("cannot listen on {at}: {error}"))
}

/// Requests wait for the database's threads, not for these.
const WORKERS: usize = 2;

/// Waits for the signal to stop, then passes it on.
async fn told(stop: watch::Sender<bool>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut term) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            let _ = stop.send(true);
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = term.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
    let _ = stop.send(true);
}

#[cfg(test)]
mod tests {
    use super::metrics_at;

    #[test]
    fn metrics_on_a_port_alone_are_for_this_machine_only() {
        assert!(metrics_at("9464").unwrap().ip().is_loopback());
        assert_eq!(metrics_at("10.0.0.1:9464").unwrap().to_string(), "10.0.0.1:9464");
        assert!(metrics_at("everywhere").is_err());
    }
}
