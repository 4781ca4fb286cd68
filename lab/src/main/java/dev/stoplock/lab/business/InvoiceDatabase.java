package dev.stoplock.lab.business;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * A business's SQLite file: customers, their orders, and the letters that are due. It is written
 * once by {@link #create}; every later connection is read-only, since whoever reads the letters has
 * no business changing them.
 */
public final class InvoiceDatabase {

    private static final List<String> TABLES =
            List.of(
                    "CREATE TABLE customers (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE)",
                    "CREATE TABLE orders (number TEXT PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers(id))",
                    "CREATE TABLE letters (position INTEGER PRIMARY KEY,"
                            + " order_number TEXT NOT NULL UNIQUE REFERENCES orders(number),"
                            + " subject TEXT NOT NULL, body TEXT NOT NULL)");

    private final Path file;

    private InvoiceDatabase(Path file) {
        this.file = file;
    }

    /**
     * Makes a new file holding these letters in this order. Throws IllegalStateException where the
     * file exists.
     */
    public static InvoiceDatabase create(Path file, List<Letter> letters) {
        if (Files.exists(file)) {
            throw new IllegalStateException(file + " exists; a business database is made once");
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of " + file + " cannot be made", e);
        }
        InvoiceDatabase database = new InvoiceDatabase(file);
        try (Connection connection = database.connect(false)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.executeUpdate(table);
                }
            }
            for (Letter letter : letters) {
                insert(
                        connection,
                        "INSERT INTO customers(address) VALUES (?) ON CONFLICT DO NOTHING",
                        letter.to());
                insert(
                        connection,
                        "INSERT INTO orders(number, customer) SELECT ?, id FROM customers WHERE address = ?",
                        letter.id(),
                        letter.to());
                insert(
                        connection,
                        "INSERT INTO letters(order_number, subject, body) VALUES (?, ?, ?)",
                        letter.id(),
                        letter.subject(),
                        letter.body());
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(file + " cannot be filled: " + e.getMessage(), e);
        }
        return database;
    }

    /** A database made earlier. Throws IllegalStateException where there is no such file. */
    public static InvoiceDatabase open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException("there is no business database at " + file);
        }
        return new InvoiceDatabase(file);
    }

    /** The letters that are due, in the order they were given. */
    public List<Letter> dueLetters() throws SQLException {
        String query =
                "SELECT o.number, c.address, l.subject, l.body FROM letters l JOIN orders o ON o.number = l.order_number"
                        + " JOIN customers c ON c.id = o.customer ORDER BY l.position";
        try (Connection connection = connect(true);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<Letter> letters = new ArrayList<>();
            while (rows.next()) {
                letters.add(
                        new Letter(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4)));
            }
            return List.copyOf(letters);
        }
    }

    private Connection connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.enforceForeignKeys(true);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static void insert(Connection connection, String sql, String... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
