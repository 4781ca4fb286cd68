package dev.stoplock.lab.business;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The letters of one seed: those mailed while trust is earned, and those mailed after the update.
 * Always so: each list has a subject with <i>invoice</i> and one without; {@code after} has 3 to 7
 * letters and goes only to addresses {@code before} used; no id and no subject stands twice.
 */
public record LetterSource(long seed, List<Letter> before, List<Letter> after) {

    private static final List<Customer> CUSTOMERS =
            List.of(
                    new Customer("Mara", "mara.lindqvist", "harbourlight.example"),
                    new Customer("Tomas", "t.okafor", "okafor-timber.test"),
                    new Customer("Ines", "accounts", "quayside-bakery.example"),
                    new Customer("Yusuf", "yusuf", "millrace.test"),
                    new Customer("Petra", "petra.halloran", "northfield-dental.example"),
                    new Customer("Sunil", "billing", "lantern-optics.test"),
                    new Customer("Greta", "greta", "weaverandco.example"),
                    new Customer("Dario", "dario.fonti", "fonti-ceramics.test"),
                    new Customer("Noor", "finance", "saltmarsh-school.example"),
                    new Customer("Emil", "emil.brandt", "kestrel-cycles.test"),
                    new Customer("Hanna", "office", "brightwater-clinic.example"),
                    new Customer("Luca", "luca", "towpath-coffee.test"));

    private static final List<Draft> INVOICES =
            List.of(
                    new Draft(
                            "Your invoice %s",
                            "attached to your account is the bill for order %s: %s in all, due in 14 days."),
                    new Draft(
                            "Payment reminder: invoice %s",
                            "the bill for order %s over %s fell due last week."),
                    new Draft(
                            "Corrected invoice %s",
                            "we corrected the bill for order %s; the new total is %s."));

    private static final List<Draft> NOTICES =
            List.of(
                    new Draft(
                            "Your order %s is on its way",
                            "order %s over %s left our warehouse this morning."),
                    new Draft(
                            "Delivery date for order %s",
                            "order %s, worth %s, reaches you on Thursday before noon."),
                    new Draft(
                            "Receipt for payment %s",
                            "we received your payment for order %s, %s, with thanks."),
                    new Draft(
                            "Order %s: one item is delayed",
                            "one item of order %s (%s) comes a week later."));

    public LetterSource {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    public static LetterSource from(long seed) {
        Random random = new Random(new SplittableRandom(seed).nextLong());
        List<Customer> customers = new ArrayList<>(CUSTOMERS);
        Collections.shuffle(customers, random);
        List<Customer> known = customers.subList(0, 4 + random.nextInt(4));
        int[] number = {2_000 + random.nextInt(6_000)};
        List<Letter> before = letters(known, known.size(), number, random);
        List<Customer> again = new ArrayList<>(known);
        Collections.shuffle(again, random);
        List<Letter> after = letters(again, 3 + random.nextInt(5), number, random);
        return new LetterSource(seed, before, after);
    }

    private static List<Letter> letters(
            List<Customer> customers, int count, int[] number, Random random) {
        List<Boolean> invoices = new ArrayList<>(List.of(true, false));
        while (invoices.size() < count) {
            invoices.add(random.nextBoolean());
        }
        Collections.shuffle(invoices, random);
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Draft> drafts = invoices.get(i) ? INVOICES : NOTICES;
            number[0] += 1 + random.nextInt(9);
            letters.add(
                    drafts.get(random.nextInt(drafts.size()))
                            .letter(
                                    customers.get(i % customers.size()),
                                    number[0],
                                    1_500 + random.nextInt(400_000)));
        }
        return letters;
    }

    private record Customer(String name, String local, String domain) {}

    private record Draft(String subject, String sentence) {
        Letter letter(Customer customer, int number, int cents) {
            String order = "A-" + number;
            String total = String.format(Locale.ROOT, "%d.%02d euro", cents / 100, cents % 100);
            String text = sentence.formatted(order, total);
            return new Letter(
                    order,
                    customer.local() + "@" + customer.domain(),
                    subject.formatted(order),
                    "Dear "
                            + customer.name()
                            + ",\n\n"
                            + text
                            + "\n\nKind regards\nLock Street Supplies\n");
        }
    }
}
