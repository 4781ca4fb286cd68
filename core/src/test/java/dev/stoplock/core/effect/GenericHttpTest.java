package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.POSTMARK;
import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenericHttpTest {

    private static final Destination API = Destination.parse("api.tracker.example");

    private static List<String> json(String body) {
        return values(
                read(
                        API,
                        "POST",
                        "/",
                        body.replace('\'', '"'),
                        "Content-Type",
                        "application/json"));
    }

    /** Without names that are plain, and without method and type. */
    private static List<String> values(Reading reading) {
        return shown(reading).stream()
                .filter(line -> !line.startsWith("method ") && !line.matches("[^ ]*/name META .*"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'title':'x'}	body/title CONTENT NONE x",
                "{'count':5}	body/count META NONE 5",
                "{'draft':true}	body/draft META NONE true",
                "{'list_id':'L1'}	body/list_id DESTINATION SELECTOR L1",
                "{'boardId':7}	body/boardId DESTINATION SELECTOR 7",
                "{'id':null}	body/id DESTINATION SELECTOR ",
                "{'public':true}	body/public DESTINATION SELECTOR true",
                "{'isPublic':true}	body/isPublic DESTINATION SELECTOR true",
                "{'sharedWith':['a']}	body/sharedWith/0 DESTINATION SELECTOR a",
                "{'toUser':'a'}	body/toUser DESTINATION SELECTOR a",
                "{'total':3}	body/total META NONE 3",
                "{'send_to':'a'}	body/send_to DESTINATION SELECTOR a",
                "{'assignedTo':'a'}	body/assignedTo DESTINATION SELECTOR a",
                "{'deliverTo':'a'}	body/deliverTo DESTINATION SELECTOR a",
                "{'time_to_live':3}	body/time_to_live META NONE 3",
                "{'defaultAcl':'a'}	body/defaultAcl DESTINATION SELECTOR a",
                "{'chat':'a'}	body/chat DESTINATION SELECTOR a",
                "{'contacts':['a']}	body/contacts/0 DESTINATION SELECTOR a",
                "{'project':'a'}	body/project DESTINATION SELECTOR a",
                "{'reviewers':['a']}	body/reviewers/0 DESTINATION SELECTOR a",
                "{'approver':'a'}	body/approver DESTINATION SELECTOR a",
                "{'watchers':['a']}	body/watchers/0 DESTINATION SELECTOR a",
                "{'grantee':'a'}	body/grantee DESTINATION SELECTOR a",
                "{'thread':'a'}	body/thread DESTINATION SELECTOR a",
                "{'handle':'a'}	body/handle DESTINATION SELECTOR a",
                "{'login':'a'}	body/login DESTINATION SELECTOR a",
                "{'mobile':'0301'}	body/mobile DESTINATION SELECTOR 0301",
                "{'msisdn':'0301'}	body/msisdn DESTINATION SELECTOR 0301",
                "{'wallet':'a'}	body/wallet DESTINATION SELECTOR a",
                "{'beneficiary':'a'}	body/beneficiary DESTINATION SELECTOR a",
                "{'dest':'a'}	body/dest DESTINATION SELECTOR a",
                "{'dst':'a'}	body/dst DESTINATION SELECTOR a",
                "{'queue':'a'}	body/queue DESTINATION SELECTOR a",
                "{'page_number':3}	body/page_number META NONE 3",
                "{'pageToken':'x1'}	body/pageToken CONTENT NONE x1",
                "{'next_page_token':'x1'}	body/next_page_token CONTENT NONE x1",
                "{'continuationToken':'x1'}	body/continuationToken CONTENT NONE x1",
                "{'page_token':'evil@x.example'}	body/page_token DESTINATION NONE evil@x.example",
                "{'user_page_token':'x1'}	body/user_page_token DESTINATION SELECTOR x1",
                "{'pushToken':'x1'}	body/pushToken DESTINATION SELECTOR x1",
                "{'parent':{'page':'p'}}	body/parent/page DESTINATION SELECTOR p",
                "{'owner':{'x':[{'y':'z'}]}}	body/owner/x/0/y DESTINATION SELECTOR z",
                "{'channel':'#general'}	body/channel DESTINATION SELECTOR #general",
                "{'visibility':'private'}	body/visibility DESTINATION SELECTOR private",
                "{'note':'evil@x.example'}	body/note DESTINATION NONE evil@x.example",
                "{'note':'https://x.example/a'}	body/note DESTINATION NONE https://x.example/a",
                "{'note':'+49 30 1234567'}	body/note DESTINATION NONE +49 30 1234567",
                "{'note':'DE89370400440532013000'}	body/note DESTINATION NONE DE89370400440532013000",
                "{'note':'write to evil@x.example now'}	body/note CONTENT NONE write to evil@x.example now",
                "{'_method':'DELETE'}	body/_method DESTINATION SELECTOR DELETE",
                "{'requests':[{'url':'/me/sendMail'}]}	body/requests/0/url DESTINATION SELECTOR /me/sendMail"
            })
    void a_value_is_classed_by_its_names_and_its_look(String body, String expected) {
        assertThat(json(body).stream().map(String::strip)).containsExactly(expected.strip());
    }

    @Test
    void a_name_is_free_text_too() {
        assertThat(json("{'evil@x.example':1,'some words that leave':2}"))
                .contains(
                        "body/evil@x.example/name DESTINATION NONE evil@x.example",
                        "body/some words that leave/name CONTENT NONE some words that leave");
    }

    @Test
    void the_target_is_read_segment_by_segment_and_the_method_is_a_destination() {
        assertThat(
                        shown(
                                read(
                                        API,
                                        "GET",
                                        "/v1/boards/B%201/?q=some+words&list_id=L&api_key=k&q=https://x.example/",
                                        "")))
                .containsExactly(
                        "method DESTINATION SELECTOR GET",
                        "path/0 DESTINATION SELECTOR v1",
                        "path/1 DESTINATION SELECTOR boards",
                        "path/2 DESTINATION SELECTOR B 1",
                        "path/slash META NONE /",
                        "query/q/name META NONE q",
                        "query/q CONTENT NONE some words",
                        "query/list_id/name META NONE list_id",
                        "query/list_id DESTINATION SELECTOR L",
                        "query/api_key/name META NONE api_key",
                        "query/api_key CREDENTIAL NONE k",
                        "query/q/name META NONE q",
                        "query/q DESTINATION NONE https://x.example/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/a/./b",
                "/a/%2e%2e/b",
                "/a/%2E./b",
                "/a/..%2fb",
                "/a/..%5Cb",
                "/a/%252e%252e/b",
                "/a/..;x/b",
                "/a//b",
                "/a/%00",
                "/a/%0d%0a",
                "/a/%ff",
                "/?a=1;b=2",
                "/?=1",
                "/?a=1&&b=2",
                "/?a=%ff"
            })
    void a_target_that_servers_read_differently_has_no_reading(String target) {
        assertThat(shown(read(API, "GET", target, ""))).containsExactly("unreadable wire.target");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "application/json	{'a':1,'a':2}	unreadable wire.duplicate-key",
                "application/json	{'a':	unreadable wire.json",
                "application/json; charset=utf-16	{}	unreadable wire.content-type",
                "application/vnd.api+json	{'to':'x'}	body/to DESTINATION SELECTOR x",
                "text/plain	{'to':'x'}	body/to DESTINATION SELECTOR x",
                "text/plain	{'to':'x','to':'y'}	unreadable wire.content-type",
                "text/plain	plain words	body CONTENT NONE plain words",
                "text/plain	https://x.example/	body DESTINATION NONE https://x.example/",
                "application/octet-stream	{x	body CONTENT NONE {x",
                "application/x-ndjson	{'to':'x'}	body/0/to DESTINATION SELECTOR x",
                "image/png	anything	body CONTENT NONE anything"
            })
    void a_body_is_read_by_its_type_and_where_that_says_little_by_its_look(
            String type, String body, String expected) {
        assertThat(values(read(API, "POST", "/", body.replace('\'', '"'), "Content-Type", type)))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void two_types_have_no_single_reading_also_where_there_is_no_body(String body) {
        assertThat(
                        shown(
                                read(
                                        API,
                                        "POST",
                                        "/",
                                        body,
                                        "Content-Type",
                                        "application/json",
                                        "Content-Type",
                                        "text/plain")))
                .containsExactly("unreadable wire.content-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/xml", "text/xml", "image/svg+xml", "application/soap+xml",
                        "multipart/mixed; boundary=b", "multipart/related; boundary=b",
                "application/http", "message/rfc822", "application/x-protobuf", "application/grpc",
                        "application/msgpack", "application/cbor",
                "application/x-tracker"
            })
    void a_structured_type_that_nobody_reads_is_an_exchange_that_nobody_can_explain(String type) {
        assertThat(read(API, "POST", "/", "<to>x</to>", "Content-Type", type))
                .isInstanceOfSatisfying(
                        Reading.Effects.class,
                        effects ->
                                assertThat(effects.effects())
                                        .singleElement()
                                        .isInstanceOf(Effect.Unknown.class));
    }

    @Test
    void what_a_mail_api_takes_and_its_adapter_does_not_know_stays_unknown() {
        assertThat(
                        shown(
                                read(
                                        POSTMARK,
                                        "POST",
                                        "/Email",
                                        "{}",
                                        "Content-Type",
                                        "application/json")))
                .contains("unknown http POST");
        assertThat(shown(read(POSTMARK, "GET", "/bounces", "")))
                .contains("path/0 DESTINATION SELECTOR bounces");
    }

    @Test
    void a_body_of_too_many_values_is_refused_and_not_read_in_part() {
        assertThat(json("[" + "1,".repeat(60_000) + "1]"))
                .containsExactly("unreadable effect.too-many-values");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-HTTP-Method-Override",
                "X-HTTP-Method",
                "X-Method-Override",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Forwarded-Host"
            })
    void a_header_that_overrides_method_path_or_host_is_refused(String header) {
        assertThat(shown(read(API, "GET", "/", "", header, "DELETE")))
                .containsExactly("unreadable wire.override");
    }
}
