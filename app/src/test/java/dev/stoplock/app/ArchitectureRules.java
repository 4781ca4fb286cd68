package dev.stoplock.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * The rules of docs/ARCHITECTURE.md that bytecode can show, over any root package: the real one,
 * and the planted violations that prove each rule able to fail.
 */
final class ArchitectureRules {

    /** What each stage of {@code core} may use besides itself, {@code model} and {@code json}. */
    private static final Map<String, Set<String>> STAGES =
            Map.ofEntries(
                    Map.entry("json", Set.of()),
                    Map.entry("model", Set.of()),
                    Map.entry("wire", Set.of()),
                    Map.entry("lock", Set.of("contract")),
                    Map.entry("launch", Set.of()),
                    Map.entry("call", Set.of("wire")),
                    Map.entry("effect", Set.of("wire")),
                    Map.entry("contract", Set.of("effect")),
                    Map.entry("dlp", Set.of()),
                    Map.entry("policy", Set.of("contract", "dlp")),
                    Map.entry("audit", Set.of()),
                    Map.entry("detect", Set.of()),
                    Map.entry("atlas", Set.of("policy")));

    /** The rooms of {@code gate} that may use any other, and that none uses. */
    private static final Set<String> CALLERS = Set.of("cli", "console", "rehearse", "report");

    /** Of these, the doors to people: they show the documents that {@code report} makes. */
    private static final Set<String> DOORS = Set.of("cli", "console");

    private static final Set<String> ROOMS =
            Set.of(
                    "port",
                    "daemon",
                    "detect",
                    "config",
                    "registry",
                    "inspect",
                    "sandbox",
                    "mcp",
                    "egress",
                    "secrets",
                    "identity",
                    "approval",
                    "ledger",
                    "store",
                    "telemetry",
                    "alert",
                    "clients",
                    "fleet");

    private static final Pattern KINDS =
            Pattern.compile(".*(Utils?|Helper|Manager|Service|Impl|Processor|Factory|D[Tt][Oo])");

    /**
     * Types of the outside world, which the deciding half never touches. {@code java.net} keeps
     * what only computes.
     */
    private static final Pattern WORLD =
            Pattern.compile(
                    "java\\.net\\.(?!URI$|URISyntaxException$|IDN$|URLDecoder$|URLEncoder$).*"
                            + "|javax\\.net\\..*|java\\.sql\\..*|java\\.lang\\.foreign\\..*|sun\\..*|jdk\\..*"
                            + "|java\\.nio\\.file\\..*|java\\.nio\\.channels\\..*"
                            + "|java\\.io\\.(File.*|RandomAccessFile|Console)"
                            + "|java\\.lang\\.(Thread.*|Process.*|Runtime|InheritableThreadLocal|ScopedValue)"
                            + "|java\\.util\\.(Timer.*|Random|SplittableRandom)|java\\.util\\.random\\..*"
                            + "|java\\.util\\.concurrent\\.(?!Concurrent|CopyOnWrite|TimeUnit|atomic\\.).*"
                            + "|java\\.security\\.SecureRandom|java\\.time\\.(Clock|InstantSource)"
                            // library doors: mime4j's storage on files and what would open it (only
                            // its
                            // tokeniser is used), JSqlParser's executor
                            + "|org\\.apache\\.james\\.mime4j\\.(storage|dom|message|field)\\..*"
                            + "|net\\.sf\\.jsqlparser\\.parser\\.CCJSqlParserUtil");

    private static final Set<String> WORLDLY_CALLS =
            Set.of(
                    "java.lang.System.getenv",
                    "java.lang.System.getProperty",
                    "java.lang.System.getProperties",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.nanoTime",
                    "java.lang.System.exit",
                    "java.lang.System.load",
                    "java.lang.System.loadLibrary",
                    "java.lang.Math.random",
                    "java.util.UUID.randomUUID",
                    "java.lang.Class.getResource",
                    "java.lang.Class.getResourceAsStream",
                    "java.lang.ClassLoader.getResource",
                    "java.lang.ClassLoader.getResourceAsStream");

    private static final Pattern MUTABLE =
            Pattern.compile(
                    "java\\.util\\.(HashMap|TreeMap|LinkedHashMap|EnumMap|WeakHashMap|IdentityHashMap|HashSet|TreeSet"
                            + "|LinkedHashSet|EnumSet|BitSet|ArrayList|LinkedList|ArrayDeque|PriorityQueue|Random)"
                            + "|java\\.util\\.concurrent\\..*|java\\.lang\\.(StringBuilder|StringBuffer|ThreadLocal)"
                            + "|java\\.security\\.SecureRandom");

    private ArchitectureRules() {}

    static Map<String, ArchRule> under(String root) {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("1 core touches nothing of the world", purity(root));
        rules.put(
                "2 a stage uses only what its row allows",
                dependencies(root, "core", ArchitectureRules::stageMayUse));
        rules.put(
                "3 a room uses only the ports and core",
                dependencies(root, "gate", ArchitectureRules::roomMayUse));
        rules.put("4 a port is small", smallPorts(root));
        rules.put(
                "5 core knows no other module",
                modules(root, "core", "gate", "lab", "stream", "app"));
        rules.put("5 gate knows core only", modules(root, "gate", "lab", "stream", "app"));
        rules.put("5 nothing knows app", modules(root, "lab", "stream", "app"));
        rules.put("6 a secret's value is read in two rooms", secrets(root));
        rules.put("7 no class is named after a kind", names(root));
        rules.put("7 Optional is only returned", optionals(root));
        rules.put("7 no static is mutable", statics(root));
        return rules;
    }

    private static ArchRule purity(String root) {
        DescribedPredicate<JavaClass> world =
                describe(
                        "the outside world",
                        type -> WORLD.matcher(type.getBaseComponentType().getName()).matches());
        DescribedPredicate<JavaCall<?>> calls =
                describe("the outside world", call -> isWorldly(call.getTarget()));
        return noClasses()
                .that(resideInAPackage(root + ".core.."))
                .should()
                .dependOnClassesThat(world)
                .orShould()
                .callCodeUnitWhere(calls)
                .allowEmptyShould(true);
    }

    private static boolean isWorldly(CodeUnitCallTarget target) {
        String owner = target.getOwner().getName();
        boolean now = owner.startsWith("java.time.") && target.getName().equals("now");
        boolean today =
                owner.equals("java.util.Date")
                        && target.getName().equals("<init>")
                        && target.getRawParameterTypes().isEmpty();
        return now || today || WORLDLY_CALLS.contains(owner + "." + target.getName());
    }

    /** Judges each dependency inside a module by the names of the two rooms. */
    private static ArchRule dependencies(
            String root, String module, BiPredicate<String, String> allowed) {
        String prefix = root + "." + module + ".";
        ArchCondition<JavaClass> keepToTheTable =
                new ArchCondition<>("keep to the table of " + module) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String from = room(prefix, type);
                        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                            JavaClass target = dependency.getTargetClass().getBaseComponentType();
                            if (target.getPackageName().startsWith(prefix)
                                    && !allowed.test(from, room(prefix, target))) {
                                events.add(
                                        SimpleConditionEvent.violated(
                                                type, dependency.getDescription()));
                            }
                        }
                        if (!allowed.test(from, from)) {
                            events.add(
                                    SimpleConditionEvent.violated(
                                            type,
                                            type.getName() + " is in no known room: " + from));
                        }
                    }
                };
        return classes()
                .that(resideInAPackage(prefix + "*.."))
                .should(keepToTheTable)
                .allowEmptyShould(true);
    }

    private static String room(String prefix, JavaClass type) {
        String rest = type.getPackageName().substring(prefix.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static boolean stageMayUse(String from, String to) {
        Set<String> besides = STAGES.get(from);
        if (besides == null) {
            return false;
        }
        boolean common = to.equals("json") || (to.equals("model") && !from.equals("json"));
        return from.equals(to) || common || besides.contains(to);
    }

    private static boolean roomMayUse(String from, String to) {
        if (from.equals(to)) {
            return ROOMS.contains(from) || CALLERS.contains(from);
        }
        boolean shows = (to.equals("report") || to.equals("rehearse")) && DOORS.contains(from);
        return shows || !CALLERS.contains(to) && (to.equals("port") || CALLERS.contains(from));
    }

    private static ArchRule smallPorts(String root) {
        ArchCondition<JavaClass> beSmall =
                new ArchCondition<>("have at most six methods") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        int size = type.getMethods().size();
                        String message = type.getName() + " has " + size + " methods";
                        events.add(new SimpleConditionEvent(type, size <= 6, message));
                    }
                };
        return classes()
                .that()
                .resideInAPackage(root + ".gate.port..")
                .and()
                .areInterfaces()
                .should(beSmall)
                .allowEmptyShould(true);
    }

    private static ArchRule modules(String root, String from, String... unknown) {
        String[] packages = new String[unknown.length];
        for (int i = 0; i < unknown.length; i++) {
            packages[i] = root + "." + unknown[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage(root + "." + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true);
    }

    private static ArchRule secrets(String root) {
        String secret = root + ".gate.port.Secret";
        DescribedPredicate<JavaCall<?>> reveal =
                describe(
                        "Secret.reveal",
                        call ->
                                call.getTarget().getName().equals("reveal")
                                        && call.getTarget().getOwner().getName().equals(secret));
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(root + ".gate.secrets..", root + ".gate.egress..")
                .should()
                .callCodeUnitWhere(reveal)
                .orShould(referTo(secret, "reveal"))
                .allowEmptyShould(true);
    }

    /** Method references are no calls, and would be a way around the rule about calls. */
    private static ArchCondition<JavaClass> referTo(String owner, String method) {
        return new ArchCondition<>("refer to " + owner + "::" + method) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (var reference : type.getMethodReferencesFromSelf()) {
                    boolean found =
                            reference.getTargetOwner().getName().equals(owner)
                                    && reference.getName().equals(method);
                    events.add(new SimpleConditionEvent(type, found, reference.getDescription()));
                }
            }
        };
    }

    private static ArchRule names(String root) {
        DescribedPredicate<JavaClass> kind =
                describe(
                        "named after a kind",
                        type -> KINDS.matcher(type.getSimpleName()).matches());
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should(be(kind))
                .allowEmptyShould(true);
    }

    private static ArchRule optionals(String root) {
        ArchCondition<JavaClass> onlyReturn =
                new ArchCondition<>("have no field or parameter of type Optional") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaField field : type.getFields()) {
                            boolean fine = !field.getRawType().isEquivalentTo(Optional.class);
                            events.add(
                                    new SimpleConditionEvent(type, fine, field.getDescription()));
                        }
                        for (JavaCodeUnit unit : type.getCodeUnits()) {
                            boolean ours =
                                    !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                                            && !unit.getName().startsWith("lambda$");
                            boolean takes =
                                    unit.getRawParameterTypes().stream()
                                            .anyMatch(p -> p.isEquivalentTo(Optional.class));
                            events.add(
                                    new SimpleConditionEvent(
                                            type, !(ours && takes), unit.getDescription()));
                        }
                    }
                };
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(onlyReturn)
                .allowEmptyShould(true);
    }

    /**
     * A static is final, of no mutable type, and an array only where nobody else can write to it.
     */
    private static ArchRule statics(String root) {
        ArchCondition<JavaField> beConstant =
                new ArchCondition<>("be constant") {
                    @Override
                    public void check(JavaField field, ConditionEvents events) {
                        Set<JavaModifier> modifiers = field.getModifiers();
                        boolean constant = modifiers.contains(JavaModifier.FINAL);
                        boolean mutable = MUTABLE.matcher(field.getRawType().getName()).matches();
                        boolean open =
                                field.getRawType().isArray()
                                        && !modifiers.contains(JavaModifier.PRIVATE);
                        boolean fine =
                                modifiers.contains(JavaModifier.SYNTHETIC)
                                        || (constant && !mutable && !open);
                        events.add(new SimpleConditionEvent(field, fine, field.getDescription()));
                    }
                };
        return fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .should(beConstant)
                .allowEmptyShould(true);
    }
}
