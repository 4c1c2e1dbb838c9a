using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MlTrack.Conventions.Tests.Support;

/// <summary>Compiles a code block as a program of its own, as a reader who pastes it into <c>Program.cs</c> would.</summary>
internal static class BlockCompiler
{
    /// <summary>What a new console project imports by itself, and the one line that the README asks for.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using MlTrack;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14);

    public static CSharpCompilation Compile(CodeBlock block) => CSharpCompilation.Create(
        "Block",
        [
            CSharpSyntaxTree.ParseText(ImplicitUsings, Parsing),
            CSharpSyntaxTree.ParseText(block.ToProgram(), Parsing, path: block.File),
        ],
        References.All,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Errors, and calls of what is obsolete: a reader gets those too. A block of declarations only needs no entry point (CS5001).</summary>
    public static IEnumerable<string> Faults(CSharpCompilation compilation) => compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic is { Severity: DiagnosticSeverity.Error, Id: not "CS5001" } or { Id: "CS0618" or "CS0612" })
        .Select(diagnostic => diagnostic.ToString());

    /// <summary>Runs a block in an empty folder, on the runtime and packages that these tests run on.</summary>
    public static async Task<Command> RunAsync(CodeBlock block, TempFolder folder)
    {
        // Beside the tests' own assemblies, where the host finds what it needs; the folder it runs in is the empty one.
        var name = $"Block-{Guid.NewGuid():N}.dll";
        var program = Path.Combine(AppContext.BaseDirectory, name);
        var tests = Path.Combine(AppContext.BaseDirectory, typeof(BlockCompiler).Assembly.GetName().Name!);
        try
        {
            var emitted = Compile(block).WithAssemblyName(Path.GetFileNameWithoutExtension(name)).Emit(program);
            emitted.Success.Should().BeTrue("{0} compiles: {1}", block, string.Join('\n', Faults(Compile(block))));
            return await Command.DotnetAsync(
                folder.Path, "exec", "--runtimeconfig", tests + ".runtimeconfig.json", "--depsfile", tests + ".deps.json", program);
        }
        finally
        {
            File.Delete(program);
        }
    }
}
