package dev.stoplock.gate.report.casefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.report.Plain;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A case as one HTML file that needs nothing else: the page's templates, style sheet and script,
 * and a policy that lets exactly these be used and nothing be fetched.
 *
 * <p>Source: Content Security Policy Level 3, §2.3.1 (hash-source) and §3.3 (the meta element).
 */
public record OneFile(CaseExport export, String style, String code) {

    private static final String ASSETS = "/dev/stoplock/gate/console/assets/";

    /** Renders it; throws IOException where the result would hold what is to be left out. */
    public static byte[] of(CaseExport export) throws IOException {
        OneFile file = new OneFile(export, StyleSheet.text(), asset("case.mjs"));
        StringOutput out = new StringOutput(256 << 10);
        TemplateEngine.createPrecompiled(ContentType.Html).render("casefile/export.jte", file, out);
        String html = out.toString();
        // Threat: a text that came in by a way nobody thought of
        if (!export.isFit(html)) {
            throw new IOException(
                    "the page would name a folder of this machine or a token, so it is not written");
        }
        return html.getBytes(UTF_8);
    }

    private static String asset(String name) throws IOException {
        try (InputStream in = OneFile.class.getResourceAsStream(ASSETS + name)) {
            if (in == null) {
                throw new IOException("the program lacks its own file " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** As they are: a byte more or less would not have the digest that the policy names. */
    public Content css() {
        return out -> out.writeContent(style);
    }

    public Content script() {
        return out -> out.writeContent(code);
    }

    public Plain lines(String text) {
        return Plain.lines(text);
    }

    public String policy() {
        return "default-src 'none'; style-src '"
                + hash(style)
                + "'; script-src '"
                + hash(code)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        Digest digest =
                Digest.of(
                        Digest.Algorithm.SHA256,
                        Digest.Algorithm.SHA256.start().digest(text.getBytes(UTF_8)));
        return "sha256-"
                + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest.hex()));
    }
}
