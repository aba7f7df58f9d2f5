// A bad line between browser and server: a proxy of ours that can be cut, before a request has
// arrived or after it was done. The browser knows no other address.
import { Agent, createServer, request } from "node:http";

export class Line {
  /** `up`, or `down`: nothing gets through. */
  state = "up";
  /** Where the line breaks for each batch: "middle" of its way there, "before" it arrives, or
   * "after" it was done. */
  breaks = null;
  /** Addresses that never come through: the signal is too weak for them. */
  refuses = null;
  /** What had come through of batches that broke in the middle, and how long they were. */
  torn = [];
  /** How many batches reached the server. */
  arrived = 0;
  /** The bodies that the browser sent. */
  sent = [];

  static async to(address) {
    const line = new Line();
    const agent = new Agent({ keepAlive: false });
    const { hostname, port } = new URL(address);
    line.server = createServer((from, to) => {
      if (line.state === "down" || line.refuses?.test(from.url)) return from.socket.destroy();
      const isBatch = from.method === "POST" && from.url === "/api/v1/offline";
      const how = isBatch ? line.breaks : null;
      const body = [];
      from.on("data", (part) => {
        body.push(part);
        if (how !== "middle") return;
        line.torn.push({ came: part.length, whole: Number(from.headers["content-length"]) });
        from.socket.destroy();
      });
      from.on("end", () => {
        if (isBatch) line.sent.push(Buffer.concat(body).toString());
        if (how === "before") return from.socket.destroy();
        const on = request({ agent, hostname, port, path: from.url, method: from.method, headers: from.headers }, (answer) => {
          if (isBatch) line.arrived += 1;
          if (how === "after") {
            answer.resume();
            answer.on("end", () => from.socket.destroy());
            return;
          }
          // A browser tries again by itself on a connection that it has used before; here it has none.
          to.writeHead(answer.statusCode, { ...answer.headers, connection: "close" });
          answer.pipe(to);
        });
        on.on("error", () => from.socket.destroy());
        on.end(Buffer.concat(body));
      });
    });
    await new Promise((done) => line.server.listen(0, "127.0.0.1", done));
    line.address = `http://127.0.0.1:${line.server.address().port}`;
    return line;
  }

  /** Cuts every connection that is open, and those to come. */
  cut() {
    this.state = "down";
    this.server.closeAllConnections();
  }

  mend() {
    this.state = "up";
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
