//! `jieli serve`: the pages, the API and what runs beside them, until it is told to stop.
use crate::service::OfService;
use crate::settings::Where;
use app::App;
use std::net::SocketAddr;
use std::process::ExitCode;
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
}

pub fn run(serve: &Serve) -> ExitCode {
    let opened = serve.service.outside().and_then(|outside| Ok((outside, serve.at.open()?)));
    let (outside, (app, node)) = match opened {
        Ok(opened) => opened,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    match until_told((app, outside), node, serve.listen, |address| println!("http://{address}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until SIGTERM or Ctrl-C: then no new request is taken, those that run are finished,
/// what runs beside them ends its round, and the database is closed.
pub fn until_told(
    (app, outside): (App, Outside),
    node: i64,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let (stop, stopped) = watch::channel(false);
        let beside = tokio::spawn(app::background::run(app.clone(), node, stopped.clone()));
        ready(address);
        let served = web::serve(listener, app, outside, stopped.clone(), told(stop)).await;
        if let Err(error) = beside.await {
            return Err(format!("what runs beside the requests ended badly: {error}"));
        }
        served.map_err(|error| error.to_string())
    })
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
