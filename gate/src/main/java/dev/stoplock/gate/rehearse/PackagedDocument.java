package dev.stoplock.gate.rehearse;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.YamlReader;
import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.LockedPackage;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks for the OpenAPI document that a package brings with it, by its file name. */
public final class PackagedDocument {

    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_FILES = 5_000;
    private static final int MOST_READ = 4;
    private static final int DEEPEST = 6;
    private static final JsonLimits LIMITS = new JsonLimits(MOST_BYTES, 64, 300_000);

    private PackagedDocument() {}

    /** The first one in the package that is started, not in those it depends on; null for none. */
    public static @Nullable ApiDocument in(Path tree, Closure closure) throws IOException {
        String own = "";
        for (LockedPackage each : closure.packages()) {
            if (closure.entry().startsWith(each.path() + "/")
                    && each.path().length() > own.length()) {
                own = each.path();
            }
        }
        Path folder = tree.resolve(own);
        if (!Files.isDirectory(folder)) {
            return null;
        }
        for (Path file : named(folder)) {
            ApiDocument document = read(file);
            if (document != null) {
                return document;
            }
        }
        return null;
    }

    private static List<Path> named(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                folder,
                EnumSet.noneOf(java.nio.file.FileVisitOption.class),
                DEEPEST,
                new SimpleFileVisitor<>() {
                    private int seen;

                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path inner, BasicFileAttributes attributes) {
                        return inner.endsWith("node_modules")
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                        if (attributes.isRegularFile()
                                && name.matches(".*(openapi|swagger).*\\.(json|ya?ml)")) {
                            found.add(file);
                        }
                        return ++seen > MOST_FILES
                                ? FileVisitResult.TERMINATE
                                : FileVisitResult.CONTINUE;
                    }
                });
        return found.stream().sorted().limit(MOST_READ).toList();
    }

    /** Null where the file is no such document, or too large for one. */
    public static @Nullable ApiDocument read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(file);
        JsonResult read = JsonReader.read(bytes, LIMITS);
        if (!(read instanceof JsonResult.Parsed)
                && !file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            try {
                read = YamlReader.read(Files.readString(file)).result();
            } catch (MalformedInputException e) {
                return null;
            }
        }
        return read instanceof JsonResult.Parsed(Json document) ? ApiDocument.of(document) : null;
    }
}
