using System.Reflection;

namespace Mrq.Core.Schemes;

/// <summary>A definition file that is embedded in this assembly as <c>schemes/FAMILY/NAME.json</c>. It is read when somebody asks for its scheme.</summary>
internal sealed class CatalogueFile
{
    private const string Folder = "schemes/";
    private const string Extension = ".json";

    private readonly Lazy<QuantizationScheme> _scheme;

    /// <param name="resource">The name of the embedded file.</param>
    /// <param name="named">Finds the scheme that another one is based on.</param>
    private CatalogueFile(string resource, Func<string, QuantizationScheme> named)
    {
        var parts = resource[Folder.Length..^Extension.Length].Split('/');
        (Family, Name) = (parts[0], parts[1]);
        _scheme = new Lazy<QuantizationScheme>(() =>
        {
            using var stream = Home.GetManifestResourceStream(resource)!;
            return SchemeDefinition.Complete(Name, SchemeFile.ReadFields(stream), named);
        });
    }

    public string Family { get; }

    public string Name { get; }

    public QuantizationScheme Scheme => _scheme.Value;

    private static Assembly Home => typeof(CatalogueFile).Assembly;

    /// <summary>All there are, ordered by family and name; none of them is read.</summary>
    public static IReadOnlyList<CatalogueFile> All(Func<string, QuantizationScheme> named) =>
    [
        .. Home.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal))
            .Select(resource => new CatalogueFile(resource, named))
            .OrderBy(file => file.Family, StringComparer.Ordinal).ThenBy(file => file.Name, StringComparer.Ordinal),
    ];
}
