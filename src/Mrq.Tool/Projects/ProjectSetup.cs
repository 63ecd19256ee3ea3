using System.Xml;
using System.Xml.Linq;
using Mrq.Core.Diagnostics;

namespace Mrq.Tool.Projects;

/// <summary>What a project needs to convert a model in its build: the package, and the model's item.</summary>
internal static class ProjectSetup
{
    private const string Package = "Mrq.Build";

    /// <summary>The one project of a folder.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadProject"/> where there is none, or several.</exception>
    public static string FindIn(string folder)
    {
        var projects = Directory.GetFiles(folder, "*.*proj").Order(StringComparer.Ordinal).ToList();
        return projects switch
        {
            [var one] => one,
            [] => throw new MrqException(MrqCodes.BadProject, "there is no project in this folder; make one ('dotnet new console', 'dotnet new mrq'), or name one with --project.", new MrqPlace(folder)),
            _ => throw new MrqException(MrqCodes.BadProject, $"there are {projects.Count} projects in this folder; name one with --project.", new MrqPlace(folder)),
        };
    }

    /// <summary>The items that a project lacks; empty where it has all.</summary>
    /// <param name="project">The project.</param>
    /// <param name="model">The model's item.</param>
    public static IReadOnlyList<XElement> Missing(ProjectText project, XElement model)
    {
        var items = new List<XElement>();
        if (!project.Items("PackageReference").Concat(project.Items("GlobalPackageReference")).Any(item => Is(item, Package)) && !IsIn(project.Path, "GlobalPackageReference"))
        {
            var reference = new XElement("PackageReference", new XAttribute("Include", Package));
            reference.Add(IsCentral(project.Path) ? null : new XAttribute("Version", Version), new XAttribute("PrivateAssets", "all"));
            items.Add(reference);
        }

        if (!project.Items("MrqModel").Any(item => Same(item, model)))
        {
            items.Add(model);
        }

        return items;
    }

    /// <summary>The version to write into a file of central versions that lacks it; null where nothing is to be done.</summary>
    public static string? MissingVersion(string project) => IsCentral(project) && !IsIn(project, "PackageVersion") && !IsIn(project, "GlobalPackageReference") ? Version : null;

    private static string Version => ProductVersion.Text;

    /// <summary>The same model to a scheme that it is converted to already.</summary>
    private static bool Same(XElement item, XElement model) => Value(item, "Include") is { } include && Normal(include) == Normal(Value(model, "Include")!)
        && (Value(item, "TargetScheme") ?? "").Split(';', StringSplitOptions.TrimEntries).Contains(Value(model, "TargetScheme"));

    /// <summary>Metadata is an attribute, or an element of its own.</summary>
    private static string? Value(XElement item, string name) => item.Attribute(name)?.Value ?? item.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    private static string Normal(string path) => path.Replace('\\', '/');

    private static bool Is(XElement item, string package) => string.Equals(Value(item, "Include"), package, StringComparison.OrdinalIgnoreCase);

    private static bool IsCentral(string project) => Central(project)?.Descendants().Any(element => element.Name.LocalName == "ManagePackageVersionsCentrally" && element.Value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase)) == true;

    private static bool IsIn(string project, string kind) => Central(project)?.Descendants().Any(element => element.Name.LocalName == kind && Is(element, Package)) == true;

    /// <summary>The nearest file of central versions, as MSBuild looks for it.</summary>
    private static XDocument? Central(string project)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(project)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, "Directory.Packages.props");
            if (File.Exists(file))
            {
                try
                {
                    return XDocument.Load(file);
                }
                catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
                {
                    // The build will say so; here it is as if it were not.
                    return null;
                }
            }
        }

        return null;
    }
}
