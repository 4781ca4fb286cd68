package dev.stoplock.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallFormTest {

    private static final String BASE = "{'to':['a','b'],'n':{'x':10,'y':null},'t':true}";

    private static Json json(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ((JsonResult.Parsed) JsonReader.read(bytes, JsonLimits.MESSAGE)).value();
    }

    @ParameterizedTest(name = "{1}: same {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | { 't':true, 'n':{'y':null,'x':10}, 'to':['a','b'] }",
                "true  | {'to':['a','\\u0062'],'n':{'x':10,'y':null},'t':true}",
                "true  | {'to':['a','b'],'n':{'x':1.0e1,'y':null},'t':true}",
                "true  | {'to':['a','b'],'n':{'x':10.00,'y':null},'t':true}",
                "false | {'to':['b','a'],'n':{'x':10,'y':null},'t':true}",
                "false | {'to':['a','b'],'n':{'x':'10','y':null},'t':true}",
                "false | {'to':['a','b'],'n':{'x':11,'y':null},'t':true}",
                "false | {'to':['a','b'],'n':{'x':10},'t':true}",
                "false | {'to':['a','b'],'n':{'x':10,'y':null},'t':'true'}",
                "false | {'to':'[a,b]','n':{'x':10,'y':null},'t':true}",
            })
    void whatIsTheSameCallWhateverItsSpelling(boolean same, String other) {
        boolean equal =
                java.util.Arrays.equals(
                        CallForm.bytes("send", json(BASE)), CallForm.bytes("send", json(other)));
        assertThat(equal).isEqualTo(same);
    }

    @Test
    void anotherToolIsAnotherCall() {
        assertThat(CallForm.bytes("send", json(BASE)))
                .isNotEqualTo(CallForm.bytes("send2", json(BASE)));
    }

    @Test
    void aHugeExponentCostsNothing() {
        for (String number :
                new String[] {"1e999999999", "1e99999999999", "-0.0", "1e-2147483648"}) {
            assertThat(CallForm.bytes("t", new Json.Num(number)).length).isLessThan(80);
        }
        assertThat(CallForm.bytes("t", new Json.Num("1e999999999")))
                .isNotEqualTo(CallForm.bytes("t", new Json.Num("1e999999998")));
    }
}
