package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what a mail that arrived is beside the recorded one, by reading lines (RFC 5321, RFC 5322):
 * it shares no code with the gate and never asks it.
 */
final class SmtpOracle {

    /** Made up anew for each mail of several parts (RFC 2046, 5.1.1). */
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=\"([^\"\r\n]{8,70})\"");

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>,;:\"()]+@[^\\s<>,;:\"()]+");

    /** What a mail client writes anew in each mail, and says nothing by it. */
    private static final Set<String> OWN = Set.of("message-id", "date");

    /** The envelope's sender and recipients, the header's fields that hold an address, and all. */
    private record Mail(
            Set<String> sender, List<String> recipients, Set<String> named, String rest) {}

    private SmtpOracle() {}

    static Expected compare(SmtpSession recorded, byte[] bytes) {
        Mail was = read(recorded.text());
        Mail is = read(new String(bytes, ISO_8859_1));
        List<String> more = new ArrayList<>(is.recipients());
        was.recipients().forEach(more::remove);
        if (!more.isEmpty() || !is.sender().equals(was.sender())) {
            return Expected.DESTINATION;
        }
        if (!was.named().containsAll(is.named())) {
            return Expected.DESTINATION;
        }
        if (is.recipients().size() < was.recipients().size()) {
            return Expected.FEWER;
        }
        return is.rest().equals(was.rest()) && is.named().equals(was.named())
                ? Expected.SAME
                : Expected.CONTENT;
    }

    private static Mail read(String bytes) {
        Matcher boundary = BOUNDARY.matcher(bytes);
        String text = boundary.find() ? bytes.replace(boundary.group(1), "boundary") : bytes;
        int data = text.indexOf("\r\nDATA\r\n");
        List<String> envelope = Arrays.asList(text.substring(0, data).split("\r\n"));
        String mail = text.substring(data + "\r\nDATA\r\n".length());
        int end = mail.indexOf("\r\n\r\n");
        String header = end < 0 ? mail : mail.substring(0, end);
        Set<String> named = new TreeSet<>();
        StringBuilder rest = new StringBuilder();
        for (String field : header.replaceAll("\r\n[ \t]+", " ").split("\r\n")) {
            String name = field.replaceFirst(":.*", "").strip().toLowerCase(Locale.ROOT);
            String value = field.substring(field.indexOf(':') + 1).strip();
            Matcher address = ADDRESS.matcher(value);
            while (!OWN.contains(name) && address.find()) {
                named.add(name + " " + lowered(address.group()));
            }
            if (!OWN.contains(name)) {
                rest.append(name).append('=').append(domains(value)).append('\n');
            }
        }
        return new Mail(
                new TreeSet<>(addresses(envelope.getFirst())),
                envelope.stream()
                        .skip(1)
                        .flatMap(line -> addresses(line).stream())
                        .sorted()
                        .toList(),
                named,
                rest + (end < 0 ? "" : mail.substring(end)));
    }

    private static List<String> addresses(String line) {
        List<String> found = new ArrayList<>();
        Matcher address = ADDRESS.matcher(line);
        while (address.find()) {
            found.add(lowered(address.group()));
        }
        return found;
    }

    private static String domains(String value) {
        return ADDRESS.matcher(value)
                .replaceAll(each -> Matcher.quoteReplacement(lowered(each.group())));
    }

    private static String lowered(String address) {
        int at = address.lastIndexOf('@');
        return address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }
}
