package dev.stoplock.core.contract.learn;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A file that a rehearsed server left in its private folders: its path inside, what it is, and the
 * digest of its bytes (of a link its target, of what is no file nothing).
 */
public record WrittenFile(String path, Kind kind, String content) {

    /** What a file is. */
    public enum Kind {
        TEXT("a text"),
        BYTES("bytes"),
        /** Holds a value that a call had. */
        OF_A_CALL("what a call said"),
        /** May be run: by its mode, or by how it begins. */
        PROGRAM("a program"),
        LINK("a link"),
        /** A pipe, a socket or a device. */
        SPECIAL("no file");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Folders whose files something else runs or takes its commands from. */
    private static final Set<String> RUN_FOLDERS =
            Set.of(
                    ".git",
                    ".githooks",
                    ".husky",
                    ".github",
                    ".gitlab",
                    ".circleci",
                    ".buildkite",
                    ".vscode",
                    ".idea",
                    ".cursor",
                    ".windsurf",
                    ".continue",
                    ".zed",
                    ".vim",
                    ".nvim",
                    ".emacs.d",
                    ".claude",
                    ".codex",
                    ".gemini",
                    ".cline",
                    ".roo",
                    ".aider",
                    ".ssh",
                    ".gnupg",
                    ".kube",
                    ".aws",
                    ".docker",
                    ".cargo",
                    ".gradle",
                    ".m2",
                    ".yarn",
                    "bin",
                    "hooks",
                    "autostart",
                    "systemd",
                    "applications",
                    "launchagents",
                    "cron.d",
                    "fish",
                    "git",
                    "environment.d",
                    "node_modules");

    /** Files that something else runs or takes its commands from. */
    private static final Set<String> RUN_FILES =
            Set.of(
                    ".bashrc",
                    ".bash_profile",
                    ".bash_login",
                    ".bash_logout",
                    ".bash_aliases",
                    ".profile",
                    ".zshrc",
                    ".zshenv",
                    ".zprofile",
                    ".zlogin",
                    ".zlogout",
                    ".kshrc",
                    ".cshrc",
                    ".tcshrc",
                    ".login",
                    ".inputrc",
                    ".xprofile",
                    ".xinitrc",
                    ".xsessionrc",
                    ".vimrc",
                    ".gvimrc",
                    ".nvimrc",
                    ".emacs",
                    ".exrc",
                    ".gitconfig",
                    ".gitattributes",
                    ".gitmodules",
                    ".gitlab-ci.yml",
                    ".travis.yml",
                    "azure-pipelines.yml",
                    "jenkinsfile",
                    ".pre-commit-config.yaml",
                    ".mcp.json",
                    "mcp.json",
                    "mcp_config.json",
                    ".claude.json",
                    "claude_desktop_config.json",
                    "claude.md",
                    "agents.md",
                    "gemini.md",
                    ".cursorrules",
                    ".windsurfrules",
                    ".npmrc",
                    ".yarnrc",
                    ".yarnrc.yml",
                    ".pnpmfile.cjs",
                    "package.json",
                    "pip.conf",
                    ".pypirc",
                    ".pythonrc",
                    "sitecustomize.py",
                    "usercustomize.py",
                    "makefile",
                    "justfile",
                    ".envrc",
                    ".direnvrc",
                    ".env",
                    ".terraformrc",
                    ".netrc",
                    ".wgetrc",
                    ".curlrc",
                    ".screenrc",
                    ".tmux.conf",
                    "crontab",
                    ".stoplock.yaml",
                    "stoplock.yaml",
                    "stoplock.lock");

    /** Whether something outside of the server would run it, or obey it. */
    public boolean isRunByOthers() {
        List<String> way = List.of(path.toLowerCase(Locale.ROOT).split("/", -1));
        String name = way.getLast();
        return kind == Kind.PROGRAM
                || RUN_FILES.contains(name)
                || name.endsWith(".pth")
                || name.endsWith(".desktop")
                || way.subList(0, way.size() - 1).stream().anyMatch(RUN_FOLDERS::contains);
    }

    /** The path without the words that hold a digit: these are others each time. */
    String place() {
        StringBuilder place = new StringBuilder();
        for (int at = 0; at < path.length(); ) {
            int end = at;
            boolean digit = false;
            while (end < path.length() && Character.isLetterOrDigit(path.charAt(end))) {
                digit |= Character.isDigit(path.charAt(end));
                end++;
            }
            place.append(digit ? "#" : path.substring(at, end));
            if (end < path.length()) {
                place.append(path.charAt(end));
                end++;
            }
            at = end;
        }
        return place.toString();
    }
}
