using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>The model as C source, for firmware that compiles it in, with a header beside it.</summary>
internal sealed class CArrayExport : INamedExport
{
    private const string Header = ".h";

    public string Name => "c-array";

    public string Description => "the model as a C array; the header goes beside it";

    public string Extension => ".c";

    public string Plural => "C arrays";

    public string NameOption => nameof(CSymbol);

    public IReadOnlyList<ExportOption> Options { get; } = [new(nameof(CSymbol), "The name of the C array; its file's name by default. {scheme} stands for the scheme.")];

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new("the C array", request.Path), new("the C array's header", HeaderPath(request))];

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a name that no <c>#include</c> can hold.</exception>
    public void Require(ExportRequest request)
    {
        var name = Path.GetFileName(HeaderPath(request));
        if (name.Any(letter => letter is '"' or '\\' || char.IsControl(letter)) || name.Contains("??", StringComparison.Ordinal))
        {
            throw new MrqException(MrqCodes.BadOption, "the name of a C array's header stands between quotes in its source; it cannot have '\"', '\\', '??' or control characters.", new MrqPlace(request.Path));
        }
    }

    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model)
    {
        var name = request[NameOption] ?? OfFile(request.Path);
        return
        [
            Encoding.UTF8.GetBytes(CArray.Source(name, Path.GetFileName(HeaderPath(request)), model.Bytes)),
            Encoding.UTF8.GetBytes(CArray.Header(name, model.Bytes.Length)),
        ];
    }

    public string Chosen(string text, string scheme, bool isOneOfSeveral) => CSymbol.Chosen(text, scheme, isOneOfSeveral);

    public string OfFile(string path) => CSymbol.OfFile(path);

    public string OfPath(string path) => CSymbol.OfPath(path);

    public IEnumerable<string> Taken(string name) => CSymbol.Taken(name);

    private static string HeaderPath(ExportRequest request) => Path.ChangeExtension(request.Path, Header);
}
