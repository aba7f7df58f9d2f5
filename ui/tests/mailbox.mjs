// A mail server for the browser tests: takes letters and keeps them.
import { createServer } from "node:net";

export class Mailbox {
  /** Letters as they came: to whom, and the whole text. */
  letters = [];

  static async open() {
    const box = new Mailbox();
    box.server = createServer((socket) => box.#serve(socket));
    await new Promise((done) => box.server.listen(0, "127.0.0.1", done));
    box.port = box.server.address().port;
    return box;
  }

  close() {
    this.server.close();
  }

  /** Settings by which letters to anybody come here. */
  settings() {
    return `site = "http://jieli.example"\n[smtp]\nhost = "127.0.0.1"\nport = ${this.port}\ntls = "none"\n` +
      `from = "街里 <noreply@jieli.example>"\nto_domains = ["office.example"]\nalert_domains = ["*"]\n`;
  }

  /** The path of the link in the last letter, once there is one more than `known`. */
  async link(known = 0) {
    for (let tries = 0; this.letters.length <= known && tries < 300; tries += 1) await new Promise((done) => setTimeout(done, 100));
    const letter = this.letters.at(-1);
    if (!letter || this.letters.length <= known) throw new Error("no letter came");
    return /List-Unsubscribe: <http:\/\/jieli\.example(\S+)>/.exec(letter.text.replace(/\r\n\s+/g, ""))[1];
  }

  #serve(socket) {
    let [held, inData, letter] = ["", false, { to: [], text: "" }];
    socket.write("220 here\r\n");
    socket.on("error", () => socket.destroy());
    socket.on("data", (data) => {
      held += data;
      for (let end = held.indexOf("\r\n"); end >= 0; end = held.indexOf("\r\n")) {
        const line = held.slice(0, end);
        held = held.slice(end + 2);
        if (inData) {
          if (line !== ".") letter.text += `${line}\r\n`;
          else {
            this.letters.push(letter);
            [inData, letter] = [false, { to: [], text: "" }];
            socket.write("250 ok\r\n");
          }
        } else if (/^DATA/i.test(line)) {
          inData = true;
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else {
          if (/^RCPT/i.test(line)) letter.to.push(line);
          socket.write(/^EHLO/i.test(line) ? "250-here\r\n250 8BITMIME\r\n" : "250 ok\r\n");
        }
      }
    });
  }
}
