using System.CommandLine;

namespace Mrq.Tool;

/// <summary>The output formats as options: for each one its name, which takes a place, and one for everything that can be said of it.</summary>
internal sealed class ExportOptions
{
    private readonly IReadOnlyList<(IExport Format, Option<string?> Place)> _formats =
    [
        .. ExportFormats.All.Select(format => (format, new Option<string?>($"--{format.Name}") { Description = $"Where to write {format.Description}." })),
    ];

    private readonly IReadOnlyDictionary<string, Option<string?>> _options = ExportFormats.All.SelectMany(format => format.Options).DistinctBy(option => option.Name)
        .ToDictionary(option => option.Name, option => new Option<string?>(Spelled(option.Name)) { Description = option.Description });

    public void AddTo(Command command)
    {
        foreach (var option in _formats.Select(format => format.Place).Concat(_options.Values))
        {
            command.Add(option);
        }
    }

    /// <summary>The exports that are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="scheme">For which names are chosen.</param>
    /// <param name="isOneOfSeveral">Whether there are other schemes, too.</param>
    public IReadOnlyList<ExportRequest> Read(ParseResult parsed, string scheme, bool isOneOfSeveral) =>
    [
        .. _formats.Select(format => (format.Format, Place: parsed.GetValue(format.Place))).Where(format => format.Place is not null)
            .Select(format => format.Format.Options
                .Aggregate(new ExportRequest(format.Format, format.Place!), (request, option) => request.With(option.Name, parsed.GetValue(_options[option.Name])))
                .Named(scheme, isOneOfSeveral)),
    ];

    /// <summary>Only what can be said of formats, for a command that takes one of them by its name.</summary>
    public void AddValuesTo(Command command)
    {
        foreach (var option in _options.Values)
        {
            command.Add(option);
        }
    }

    /// <summary>The export to one format.</summary>
    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.BadOption"/> for a name of none.</exception>
    public ExportRequest Of(ParseResult parsed, string name, string place)
    {
        var format = ExportFormats.Named(name);
        return format.Options.Aggregate(new ExportRequest(format, place), (request, option) => request.With(option.Name, parsed.GetValue(_options[option.Name])));
    }

    /// <summary>What is said of an option; null where it was left open.</summary>
    public string? Value(ParseResult parsed, string option) => parsed.GetValue(_options[option]);

    /// <summary>"CSymbol" is <c>--c-symbol</c>.</summary>
    public static string Spelled(string name) => $"-{string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"))}";
}
