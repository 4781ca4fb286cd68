package dev.stoplock.gate.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;

/**
 * Fills the templates that were compiled with the program: what they output is escaped by context.
 */
final class Pages {

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    byte[] render(Answer.Page page) {
        StringOutput out = new StringOutput(8 << 10);
        engine.render(page.template(), page.shown(), out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
