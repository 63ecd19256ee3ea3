using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>The output formats that a project can name, in the lists that it writes.</summary>
/// <param name="exports">All of them; one of a model's own container is the model itself.</param>
internal sealed class OutputFormats(IReadOnlyList<IExport> exports)
{
    public IReadOnlyList<IExport> Exports => exports;

    /// <summary>The options of all of them, which are metadata of a model's item.</summary>
    public IEnumerable<string> Options => exports.SelectMany(format => format.Options).Select(option => option.Name).Distinct();

    /// <summary>Whether a model is asked for, in whatever container; it is where nothing is named.</summary>
    public static bool HoldModel(IReadOnlyCollection<string> names) => names.Count == 0 || ModelContainer.All.Any(container => names.Contains(container.Name));

    /// <summary>The container that the model is written in where its own is not asked for: the first that is named. Null for its own.</summary>
    /// <param name="names">The list.</param>
    /// <param name="model">The model's file.</param>
    public static ModelContainer? ContainerOf(IReadOnlyCollection<string> names, string model) => names.Contains(ModelContainer.OfFile(model).Name)
        ? null
        : names.Select(name => ModelContainer.All.FirstOrDefault(container => container.Name == name)).FirstOrDefault(container => container is not null);

    /// <summary>The others of a list.</summary>
    public IEnumerable<IExport> Named(IReadOnlyCollection<string> names, string model) =>
        exports.Where(format => names.Contains(format.Name) && format != (ContainerOf(names, model) ?? ModelContainer.OfFile(model)));

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a name of none.</exception>
    public void Require(IEnumerable<string> names)
    {
        IReadOnlyList<string> known = [.. ModelContainer.All.Concat(exports).Select(format => format.Name).Distinct()];
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new MrqException(MrqCodes.BadOption, $"OutputFormat '{unknown}' is none that there is; {NearestNames.IfMeant(unknown, known)}use one of {string.Join(", ", known)}.");
        }
    }
}
