package dev.stoplock.lab.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.stdio.StdioMcpTransport;
import dev.langchain4j.service.tool.ToolExecutionResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running MCP server on the other end of a pipe, through LangChain4j's client. A call ends when
 * the server answers, when its time is up, or when the server's process ends, whichever comes
 * first. A server that ends is not started again.
 */
final class ToolServer implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ExecutorService threads;
    private final Process process;
    private final McpClient client;
    private final Duration limit;
    private final String timeUp;

    private ToolServer(
            ExecutorService threads,
            Process process,
            McpClient client,
            Duration limit,
            String timeUp) {
        this.threads = threads;
        this.process = process;
        this.client = client;
        this.limit = limit;
        this.timeUp = timeUp;
    }

    static ToolServer start(ServerCommand command, String clientName, Limits limits)
            throws ServerLost {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        CompletableFuture<Process> started = new CompletableFuture<>();
        StdioMcpTransport transport =
                new Announced(
                        StdioMcpTransport.builder()
                                .command(command.line(System.getenv().keySet()))
                                .environment(command.environment())
                                .executorService(threads),
                        started);
        // LangChain4j hands a timeout over as an ordinary answer with this text, so the text must
        // be one no server can know.
        String timeUp =
                "no answer within " + limits.call().toMillis() + " ms (" + UUID.randomUUID() + ")";
        CompletableFuture<McpClient> ready =
                spawn(
                        threads,
                        () ->
                                DefaultMcpClient.builder()
                                        .transport(transport)
                                        .key("server")
                                        .clientName(clientName)
                                        .clientVersion("1")
                                        .initializationTimeout(limits.start())
                                        .toolExecutionTimeout(limits.call())
                                        .toolExecutionTimeoutErrorMessage(timeUp)
                                        .autoHealthCheck(false)
                                        .build());
        try {
            Process process = first(started, ready);
            McpClient client = await(ready, process, limits.start(), "before it was ready");
            return new ToolServer(threads, process, client, limits.call(), timeUp);
        } catch (ServerLost e) {
            abandon(started, threads);
            throw e;
        } catch (ExecutionException e) {
            abandon(started, threads);
            throw new ServerLost("the tool server could not be started: " + said(e));
        }
    }

    List<ToolSpecification> tools() throws ServerLost {
        try {
            return await(
                    spawn(threads, client::listTools),
                    process,
                    limit,
                    "while its tools were listed");
        } catch (ExecutionException e) {
            throw new ServerLost("the tool server did not list its tools: " + said(e));
        }
    }

    /**
     * The server's answer. An error it reports, an answer that cannot be read and a call whose time
     * is up are error answers.
     */
    ToolAnswer call(String tool, String arguments) throws ServerLost {
        ToolExecutionRequest request =
                ToolExecutionRequest.builder().name(tool).arguments(arguments).build();
        try {
            ToolExecutionResult result =
                    await(
                            spawn(threads, () -> client.executeTool(request)),
                            process,
                            limit,
                            "during a call of " + tool);
            String text = result.resultText();
            if (text == null) {
                return new ToolAnswer("the answer holds no text", result.isError());
            }
            return text.equals(timeUp)
                    ? new ToolAnswer("no answer within " + limit.toMillis() + " ms", true)
                    : new ToolAnswer(text, result.isError());
        } catch (ExecutionException e) {
            String message = said(e);
            return new ToolAnswer(
                    message.contains(timeUp)
                            ? "no answer within " + limit.toMillis() + " ms"
                            : message,
                    true);
        }
    }

    /** Ends the server: end of input first, then a signal after a grace period. */
    @Override
    public void close() {
        end(process, GRACE);
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the connection to the tool server cannot be closed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> CompletableFuture<T> spawn(ExecutorService threads, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** The process, as soon as it is there; the client may still be shaking hands with it. */
    private static Process first(
            CompletableFuture<Process> started, CompletableFuture<McpClient> ready)
            throws ExecutionException, ServerLost {
        try {
            CompletableFuture.anyOf(started, ready).join();
            return started.get();
        } catch (CompletionException e) {
            throw new ExecutionException(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static <T> T await(
            CompletableFuture<T> answer, Process process, Duration limit, String when)
            throws ExecutionException, ServerLost {
        try {
            CompletableFuture.anyOf(answer.handle((value, error) -> true), process.onExit())
                    .get(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            // an answer written just before the end may still be on its way through the pipe
            return answer.get(1, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (process.isAlive()) {
                throw e;
            }
            throw lost(process, when);
        } catch (TimeoutException e) {
            throw process.isAlive()
                    ? new ServerLost("the tool server stopped answering " + when)
                    : lost(process, when);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (CancellationException e) {
            throw lost(process, when);
        }
    }

    private static ServerLost lost(Process process, String when) {
        return new ServerLost(
                "the tool server ended "
                        + when
                        + (process.isAlive() ? "" : " with exit code " + process.exitValue()));
    }

    private static ServerLost interrupted() {
        Thread.currentThread().interrupt();
        return new ServerLost("the run was interrupted");
    }

    private static void abandon(CompletableFuture<Process> started, ExecutorService threads) {
        if (started.isDone() && !started.isCompletedExceptionally()) {
            end(started.join(), Duration.ZERO);
        }
        threads.shutdownNow();
    }

    /** Ends this process only: a child of it may be a daemon that others use. */
    private static void end(Process process, Duration grace) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // the pipe is gone because the server is: what close wanted
        }
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                if (!process.waitFor(1, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    process.waitFor();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String said(Throwable error) {
        Throwable deepest = error;
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        String message = deepest.getMessage();
        return message == null ? deepest.getClass().getSimpleName() : message;
    }

    /** LangChain4j's stdio transport, which also tells when its process is there to be watched. */
    private static final class Announced extends StdioMcpTransport {
        private final CompletableFuture<Process> started;

        Announced(StdioMcpTransport.Builder builder, CompletableFuture<Process> started) {
            super(builder);
            this.started = started;
        }

        @Override
        public void start(McpOperationHandler handler) {
            super.start(handler);
            started.complete(getProcess());
        }
    }
}
