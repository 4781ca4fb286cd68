package dev.stoplock.core.wire.graphql;

import dev.stoplock.core.wire.graphql.Tokens.Kind;
import dev.stoplock.core.wire.graphql.Tokens.Refusal;
import dev.stoplock.core.wire.graphql.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an executable document (GraphQL, October 2021, section 2) from its first to its last token.
 *
 * <p>Guarantees: all operations and fragments are read, also those that an {@code operationName}
 * leaves out; whatever does not follow the grammar refuses the whole.
 */
public final class GraphQlReader {

    private static final int DEEPEST = 64;
    private static final int MOST_ITEMS = 20_000;
    private static final Set<String> OPERATIONS = Set.of("query", "mutation", "subscription");

    private final List<Token> tokens;
    private final List<GraphQlItem> items;
    private final String strongest;
    private int at;

    private GraphQlReader(List<Token> tokens, List<GraphQlItem> items) {
        this.tokens = tokens;
        this.items = items;
        this.strongest = strongest(tokens);
    }

    public static GraphQlResult read(String document) {
        List<GraphQlItem> items = new ArrayList<>();
        try {
            GraphQlReader reader = new GraphQlReader(Tokens.of(document, items), items);
            reader.document();
            return new GraphQlResult.Parsed(items);
        } catch (Refusal e) {
            return new GraphQlResult.Refused(e.reason());
        }
    }

    /**
     * Threat: a fragment on Mutation is as good as a mutation; wherever that word stands, fragments
     * count as such.
     */
    private static String strongest(List<Token> tokens) {
        List<String> names =
                tokens.stream()
                        .filter(token -> token.kind() == Kind.NAME)
                        .map(Token::value)
                        .toList();
        return names.contains("mutation")
                ? "mutation"
                : names.contains("subscription") ? "subscription" : "query";
    }

    private void document() throws Refusal {
        do {
            if (peek().is("{")) {
                items.add(new GraphQlItem.Operation("query", ""));
                selections("query", 0);
            } else if (peek().value().equals("fragment")) {
                fragment();
            } else {
                operation();
            }
        } while (peek().kind() != Kind.END);
    }

    private void operation() throws Refusal {
        String type = name();
        if (!OPERATIONS.contains(type)) {
            throw new Refusal("it holds something else than operations and fragments");
        }
        String name = peek().kind() == Kind.NAME ? name() : "";
        add(new GraphQlItem.Operation(type, name));
        if (taken("(")) {
            while (!taken(")")) {
                variable();
            }
        }
        directives(0);
        selections(type, 0);
    }

    private void variable() throws Refusal {
        expect("$");
        String name = name();
        expect(":");
        type(0);
        if (taken("=")) {
            // a default goes wherever the variable goes
            value(List.of("variables", name), false, 0);
        }
        directives(0);
    }

    private void type(int depth) throws Refusal {
        deeper(depth);
        if (taken("[")) {
            type(depth + 1);
            expect("]");
        } else {
            add(new GraphQlItem.Word("type", name()));
        }
        taken("!");
    }

    private void fragment() throws Refusal {
        next();
        String name = name();
        if (name.equals("on") || !name().equals("on")) {
            throw new Refusal("a fragment in it names no type");
        }
        add(new GraphQlItem.Word("fragment", name));
        add(new GraphQlItem.Word("type", name()));
        directives(0);
        selections(strongest, 0);
    }

    /** {@code root} is the operation's type, or null below its first fields. */
    private void selections(@Nullable String root, int depth) throws Refusal {
        deeper(depth);
        expect("{");
        do {
            selection(root, depth);
        } while (!taken("}"));
    }

    private void selection(@Nullable String root, int depth) throws Refusal {
        if (taken("...")) {
            if (peek().kind() == Kind.NAME && !peek().value().equals("on")) {
                add(new GraphQlItem.Word("fragment", name()));
                directives(depth);
                return;
            }
            if (peek().kind() == Kind.NAME) {
                next();
                add(new GraphQlItem.Word("type", name()));
            }
            directives(depth);
            selections(root, depth + 1);
            return;
        }
        String field = name();
        if (taken(":")) {
            add(new GraphQlItem.Alias(field));
            field = name();
        }
        add(
                root == null
                        ? new GraphQlItem.Word("field", field)
                        : new GraphQlItem.RootField(root, field));
        arguments(field, depth);
        directives(depth);
        if (peek().is("{")) {
            selections(null, depth + 1);
        }
    }

    private void arguments(String field, int depth) throws Refusal {
        if (!taken("(")) {
            return;
        }
        do {
            String argument = name();
            expect(":");
            value(List.of(field, argument), true, depth);
        } while (!taken(")"));
    }

    private void directives(int depth) throws Refusal {
        while (taken("@")) {
            String name = name();
            add(new GraphQlItem.Word("directive", name));
            arguments("@" + name, depth);
        }
    }

    private void value(List<String> under, boolean variables, int depth) throws Refusal {
        deeper(depth);
        Token token = next();
        switch (token.kind()) {
            case TEXT -> literal(under, token.value(), GraphQlItem.Kind.TEXT);
            case NUMBER -> literal(under, token.value(), GraphQlItem.Kind.NUMBER);
            case NAME ->
                    literal(
                            under,
                            token.value(),
                            switch (token.value()) {
                                case "true", "false" -> GraphQlItem.Kind.BOOLEAN;
                                case "null" -> GraphQlItem.Kind.NULL;
                                default -> GraphQlItem.Kind.ENUM;
                            });
            case SIGN -> {
                if (token.is("$") && variables) {
                    add(new GraphQlItem.Use(under, name()));
                } else if (token.is("[")) {
                    if (peek().is("]")) {
                        literal(under, "", GraphQlItem.Kind.LIST);
                    }
                    while (!taken("]")) {
                        value(under, variables, depth + 1);
                    }
                } else if (token.is("{")) {
                    if (peek().is("}")) {
                        literal(under, "", GraphQlItem.Kind.OBJECT);
                    }
                    while (!taken("}")) {
                        List<String> below = new ArrayList<>(under);
                        below.add(name());
                        expect(":");
                        value(below, variables, depth + 1);
                    }
                } else {
                    throw new Refusal("a value in it is none");
                }
            }
            case END -> throw new Refusal("it ends too early");
        }
    }

    private void literal(List<String> under, String value, GraphQlItem.Kind kind) throws Refusal {
        add(new GraphQlItem.Literal(under, value, kind));
    }

    private void add(GraphQlItem item) throws Refusal {
        if (items.size() >= MOST_ITEMS) {
            throw new Refusal("it says more than " + MOST_ITEMS + " things");
        }
        items.add(item);
    }

    private static void deeper(int depth) throws Refusal {
        if (depth > DEEPEST) {
            throw new Refusal("it is nested deeper than " + DEEPEST);
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private boolean taken(String sign) throws Refusal {
        if (peek().kind() == Kind.END
                && !sign.equals("@")
                && !sign.equals("(")
                && !sign.equals("=")
                && !sign.equals("!")) {
            throw new Refusal("it ends too early");
        }
        if (peek().is(sign)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String sign) throws Refusal {
        if (!next().is(sign)) {
            throw new Refusal("it does not follow the grammar");
        }
    }

    private String name() throws Refusal {
        Token token = next();
        if (token.kind() != Kind.NAME) {
            throw new Refusal("it does not follow the grammar");
        }
        return token.value();
    }
}
