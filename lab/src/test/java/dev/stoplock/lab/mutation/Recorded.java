package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Requests as a ledger holds them, for tests that need no gate. */
final class Recorded {

    private Recorded() {}

    static Subject postmark() {
        return Subject.of("postmark-mcp");
    }

    static Subject resend() {
        return Subject.of("resend-mcp");
    }

    static List<Recording> ofPostmark() {
        return List.of(
                post(
                        0,
                        "/email",
                        "{'From':'office@lockstreet.example','To':'anna.krause@client.example','Subject':'Your invoice 4711',"
                                + "'TextBody':'Dear Anna','MessageStream':'outbound','TrackOpens':true}"),
                post(
                        1,
                        "/email",
                        "{'From':'billing@shop.example','To':'bert@partner.example, Carla Diaz <carla@partner.example>',"
                                + "'Subject':'Prüfbericht für März','TextBody':'Liebe Partner','HtmlBody':'<p>x</p>','Tag':'report'}"),
                post(
                        4,
                        "/email/withTemplate",
                        "{'From':'sales@shop.example','To':'frida@client.example','TemplateId':1002,"
                                + "'TemplateModel':{'name':'Frida','number':'2026-118'}}"),
                get(5, "/stats/outbound?fromdate=2026-10-01&todate=2026-10-31&tag=report"));
    }

    static List<Recording> ofResend() {
        return List.of(
                post(
                        0,
                        "/emails",
                        "{'from':'billing@shop.example','to':['anna.krause@client.example'],'subject':'Your invoice 4711','text':'x'}"),
                post(
                        1,
                        "/emails",
                        "{'from':'sales@shop.example','to':['bert@partner.example','carla@partner.example'],"
                                + "'cc':['dora@zulieferer.example'],'bcc':['archiv@lockstreet.example'],"
                                + "'reply_to':['antwort@lockstreet.example'],'subject':'Prüfbericht für März','text':'x','html':'<p>x</p>',"
                                + "'tags':[{'name':'kind','value':'report'}]}"));
    }

    static List<Recording> ofSendgrid() {
        Subject subject = Subject.of("sendgrid-mcp");
        return List.of(own(subject, 0, "/v3/mail/send"), own(subject, 1, "/v3/mail/send"));
    }

    static List<Recording> ofNotion() {
        Subject subject = Subject.of("notion-mcp-server");
        return List.of(own(subject, 0, "/v1/pages"), own(subject, 1, "/v1/comments"));
    }

    static List<Recording> ofGithub() {
        Subject subject = Subject.of("server-github");
        return List.of(
                own(subject, 2, "/user/repos"),
                own(subject, 0, "/repos/lockstreet/handbook/issues"),
                recording(
                        subject,
                        3,
                        head(subject, "POST /repos/partner-labs/kit/forks?organization=lockstreet")
                                + "content-length: 0\r\n\r\n",
                        new byte[0]));
    }

    /** A server that hands its arguments on as they are. */
    private static Recording own(Subject subject, int call, String path) {
        byte[] bytes = Trees.bytes(subject.calls().get(call).arguments());
        String head =
                head(subject, "POST " + path)
                        + "content-type: application/json\r\ncontent-length: "
                        + bytes.length
                        + "\r\n\r\n";
        return recording(subject, call, head, bytes);
    }

    private static Recording post(int call, String path, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(UTF_8);
        boolean postmark = path.startsWith("/email") && !path.equals("/emails");
        Subject subject = postmark ? postmark() : resend();
        String head =
                head(subject, "POST " + path)
                        + "content-type: application/json\r\ncontent-length: "
                        + bytes.length
                        + "\r\n\r\n";
        return recording(subject, call, head, bytes);
    }

    private static Recording get(int call, String target) {
        return recording(postmark(), call, head(postmark(), "GET " + target) + "\r\n", new byte[0]);
    }

    private static String head(Subject subject, String start) {
        return start
                + " HTTP/1.1\r\nhost: "
                + subject.host()
                + "\r\naccept: application/json\r\nuser-agent: node\r\n"
                + subject.credential()
                + ": secret "
                + subject.secret()
                + "\r\n";
    }

    private static Recording recording(Subject subject, int call, String head, byte[] body) {
        byte[] start = head.getBytes(UTF_8);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        Subject.Call made = subject.calls().get(call);
        ObjectNode arguments = made.arguments();
        return new Recording(made.tool(), arguments, Recorder.marked(subject, all));
    }
}
