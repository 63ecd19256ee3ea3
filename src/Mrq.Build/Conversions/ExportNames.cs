using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>
/// Names the exports of a project that meet in one program. A name is the one that the model's item chose, or the file's; files of one
/// name in several folders are named by their folders, too, so that all of them fit in.
/// </summary>
internal static class ExportNames
{
    /// <summary>The conversions with the names of their exports.</summary>
    /// <param name="items">All conversions of a project.</param>
    /// <param name="formats">The output formats that there are.</param>
    /// <param name="log">Is told of an item that chose what is no name.</param>
    public static IReadOnlyList<ConversionItem> Given(IReadOnlyList<ConversionItem> items, OutputFormats formats, ConversionLog log) =>
        formats.Exports.OfType<INamedExport>().Aggregate(items, (named, format) => Given(named, format, log));

    /// <summary>Names that are the same all the same.</summary>
    public static IEnumerable<Collision> Collisions(IReadOnlyList<ConversionItem> named, OutputFormats formats) =>
        formats.Exports.OfType<INamedExport>().SelectMany(format => SharedName.Of(named, item => Taken(item, format), StringComparer.Ordinal).Select(pair => new Collision(
            pair.Second.Project,
            new MrqException(MrqCodes.DuplicateSymbol, $"the {format.Plural} {NameOf(pair.First, format)} of {pair.First.Model} ({pair.First.Scheme}) and {NameOf(pair.Second, format)} of {pair.Second.Model} ({pair.Second.Scheme}) take the same name {pair.Name}; give one of the models a {format.NameOption} of its own."))));

    private static IReadOnlyList<ConversionItem> Given(IReadOnlyList<ConversionItem> items, INamedExport format, ConversionLog log)
    {
        var named = new List<ConversionItem>(items.Count);
        foreach (var item in items)
        {
            try
            {
                named.Add(Changed(item, format, export => export.Named(item.Scheme, item.List(ConversionItem.SchemesName).Length > 1) is var chosen && chosen[format.NameOption] is null ? export.With(format.NameOption, format.OfFile(export.Path)) : chosen));
            }
            catch (MrqException error)
            {
                log.Error(item, error);
                named.Add(Changed(item, format, export => export.With(format.NameOption, null)) with { IsWrong = true });
            }
        }

        var shared = SharedName.Of(named, item => Taken(item, format), StringComparer.Ordinal).SelectMany(pair => new[] { pair.First, pair.Second }).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        return [.. named.Select(item => shared.Contains(item) && item[format.NameOption].Length == 0 ? Changed(item, format, export => export.With(format.NameOption, format.OfPath(export.Path))) : item)];
    }

    private static ConversionItem Changed(ConversionItem item, INamedExport format, Func<ExportRequest, ExportRequest> change) => Export(item, format) is null ? item : item with
    {
        Outputs = item.Outputs with { Exports = [.. item.Outputs.Exports.Select(export => export.Format == format ? change(export) : export)] },
    };

    private static IEnumerable<string> Taken(ConversionItem item, INamedExport format) => NameOf(item, format) is { } name ? format.Taken(name) : [];

    private static string? NameOf(ConversionItem item, INamedExport format) => Export(item, format)?[format.NameOption];

    private static ExportRequest? Export(ConversionItem item, INamedExport format) => item.Outputs.Exports.FirstOrDefault(export => export.Format == format);
}
