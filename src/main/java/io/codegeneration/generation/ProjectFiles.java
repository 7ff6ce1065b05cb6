package io.codegeneration.generation;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of files that a project has, by convention, whatever its language. */
final class ProjectFiles {

    /** They have no extension, or none that tells. Case matters: {@code Build} is a heading, {@code BUILD} a file. */
    private static final Set<String> NAMES = Set.of(
            "Dockerfile",
            "Containerfile",
            "Makefile",
            "makefile",
            "GNUmakefile",
            "Gemfile",
            "Rakefile",
            "Guardfile",
            "Capfile",
            "Brewfile",
            "Podfile",
            "Fastfile",
            "Appfile",
            "Procfile",
            "Pipfile",
            "Jenkinsfile",
            "Vagrantfile",
            "Justfile",
            "justfile",
            "Caddyfile",
            "Tiltfile",
            "Earthfile",
            "Snakefile",
            "Berksfile",
            "Dangerfile",
            "Cartfile",
            "LICENSE",
            "NOTICE",
            "README",
            "CHANGELOG",
            "CODEOWNERS",
            "BUILD",
            "WORKSPACE",
            "Kconfig",
            "gradlew",
            "mvnw",
            "dune",
            "dune-project",
            "go.mod",
            "go.sum",
            "go.work",
            "requirements.txt",
            "constraints.txt",
            "robots.txt",
            "CMakeLists.txt",
            "meson.build",
            "MANIFEST.in",
            "MANIFEST.MF",
            "py.typed",
            "rebar.config",
            "web.config",
            "Web.config",
            "App.config",
            "nuget.config",
            "NuGet.config",
            "packages.config",
            "cabal.project",
            "Package.resolved",
            "Makefile.am",
            "configure.ac");

    private static final Pattern REQUIREMENTS = Pattern.compile("requirements[-_.][a-z]+\\.txt");

    /** {@code .env.example}, {@code .gitignore}, {@code .eslintrc}. */
    private static final Pattern DOT_FILE = Pattern.compile("\\.(?:env(?:\\.[a-z]+)*|[a-z]+ignore|[a-z]+rc"
            + "|gitattributes|gitmodules|gitkeep|editorconfig|browserslist|python-version|ruby-version|node-version"
            + "|java-version|tool-versions|htaccess|bash_profile|profile|clang-format|clang-tidy|dockerignore)");

    /** Variants of a file: {@code Dockerfile.dev}. */
    private static final Pattern VARIANT = Pattern.compile("(?:Dockerfile|Containerfile|Makefile)[.-][A-Za-z]+");

    /** Of files that belong to no language, and that nothing else is called by. */
    private static final Set<String> EXTENSIONS = Set.of(
            "txt",
            "lock",
            "env",
            "conf",
            "properties",
            "gradle",
            "csproj",
            "fsproj",
            "vbproj",
            "vcxproj",
            "sln",
            "props",
            "xaml",
            "axaml",
            "razor",
            "cshtml",
            "resx",
            "plist",
            "xcconfig",
            "entitlements",
            "storyboard",
            "pbxproj",
            "cabal",
            "opam",
            "nimble",
            "podspec",
            "rockspec",
            "service",
            "jsonc",
            "json5",
            "jsonl",
            "ndjson",
            "webmanifest",
            "ipynb",
            "csv",
            "tsv",
            "hbs",
            "handlebars",
            "mustache",
            "ejs",
            "pug",
            "jinja",
            "jinja2",
            "j2",
            "tmpl",
            "tpl",
            "twig",
            "liquid",
            "erb",
            "haml",
            "eex",
            "heex",
            "leex",
            "astro",
            "mdx",
            "rst",
            "styl",
            "typ",
            "adoc",
            "prisma",
            "avsc",
            "thrift",
            "nomad",
            "hocon");

    /** They look like files and are not. */
    private static final Pattern PRODUCTS = Pattern.compile("(?i)(?:node|next|nuxt|nest|vue|three|express|react|d3"
            + "|chart|ember|backbone|angular|p5|discord|moment|alpine|solid|deno|bun|electron|phaser|matter|pixi"
            + "|tensorflow|babylon|handlebars|leaflet|fabric|day|knockout|meteor|sails|koa|hapi|feathers|mermaid"
            + "|reveal|howler|hono|socket|jquery)\\.(?:js|ts)|process\\.env");

    private static final Pattern LISTS =
            Pattern.compile("(?:.*[/\\\\])?(?:go\\.(?:mod|sum|work)|requirements(?:[-_.][a-z]+)?\\.txt)");

    private ProjectFiles() {}

    /** Whether this is the name of a product or a variable, although a file may be called so. */
    static boolean product(String name) {
        return PRODUCTS.matcher(name).matches();
    }

    /** Whether this lists what a project needs: no code, even if its block says that it is in a language. */
    static boolean lists(String path) {
        return LISTS.matcher(path).matches();
    }

    /** Whether a path ends in a name that projects have by convention. */
    static boolean named(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return NAMES.contains(name)
                || DOT_FILE.matcher(name).matches()
                || VARIANT.matcher(name).matches()
                || REQUIREMENTS.matcher(name).matches();
    }

    /** Whether a path has the extension of a file that belongs to a project and to no language. */
    static boolean extended(String path) {
        return EXTENSIONS.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
