using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>The output formats that a project can name, in the lists that it writes.</summary>
/// <param name="exports">Those beyond the model itself.</param>
internal sealed class OutputFormats(IReadOnlyList<IExport> exports)
{
    public IReadOnlyList<IExport> Exports => exports;

    /// <summary>The options of all of them, which are metadata of a model's item.</summary>
    public IEnumerable<string> Options => exports.SelectMany(format => format.Options).Select(option => option.Name).Distinct();

    /// <summary>Whether the model itself is asked for; it is where nothing is named.</summary>
    public static bool HoldModel(IReadOnlyCollection<string> names) => names.Count == 0 || names.Contains(ExportFormats.Model);

    /// <summary>The others of a list.</summary>
    public IEnumerable<IExport> Named(IReadOnlyCollection<string> names) => exports.Where(format => names.Contains(format.Name));

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a name of none.</exception>
    public void Require(IEnumerable<string> names)
    {
        IReadOnlyList<string> known = [ExportFormats.Model, .. exports.Select(format => format.Name)];
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            var all = known.Count == 1 ? known[0] : $"{string.Join(", ", known.SkipLast(1))} or {known[^1]}";
            throw new MrqException(MrqCodes.BadOption, $"OutputFormat '{unknown}' is not {all}.");
        }
    }
}
