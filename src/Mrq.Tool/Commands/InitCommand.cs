using System.CommandLine;
using System.Xml.Linq;
using Mrq.Core.Targets;
using Mrq.Files;
using Mrq.Tool.Projects;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq init MODEL --scheme NAME</c>: makes a project convert a model in its build.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var scheme = new Option<string>("--scheme", "--target") { Description = "The target (see 'mrq targets') or scheme (see 'mrq schemes').", Required = true };
        var project = new Option<string?>("--project") { Description = "The project file; the one in the current folder by default." };
        var calibration = CommonOptions.Data("--calibration", "Unlabelled samples.");
        var evaluation = CommonOptions.Data("--evaluation", "Labelled samples for the accuracy gate.");
        var drop = new Option<string?>("--max-accuracy-drop") { Description = "How much of the metric may be lost, in percentage points." };
        var command = new Command("init", "Write a model's item, and the package's reference, into a project.") { model, scheme, project, calibration, evaluation, drop };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var path = parsed.GetValue(model)!;
            var limit = OptionNumber.Limit(drop.Name, parsed.GetValue(drop), "percentage points such as 0.64");
            var named = parsed.GetValue(scheme)!;
            NamedSchemes.Named(named);
            ModelFile.Read(path);
            var file = Path.GetFullPath(parsed.GetValue(project) ?? ProjectSetup.FindIn(Directory.GetCurrentDirectory()));
            var text = ProjectText.Read(file);
            var item = new XElement("MrqModel", new XAttribute("Include", InProject(path, file)), new XAttribute("TargetScheme", named));
            Add(item, "CalibrationData", Joined(parsed.GetValue(calibration), file));
            Add(item, "EvaluationData", Joined(parsed.GetValue(evaluation), file));
            Add(item, "MaxAccuracyDrop", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var missing = ProjectSetup.Missing(text, item);
            if (missing.Count == 0)
            {
                Terminal.WriteLine($"{Path.GetFileName(file)} converts {InProject(path, file)} to {named} already.");
                return;
            }

            OutputFile.Write(file, text.With(missing));
            foreach (var added in missing)
            {
                Terminal.WriteLine($"{Path.GetFileName(file)}: added {added.ToString(SaveOptions.DisableFormatting)}");
            }

            if (ProjectSetup.MissingVersion(file) is { } version)
            {
                Terminal.WriteLine($"Directory.Packages.props: add <PackageVersion Include=\"Mrq.Build\" Version=\"{version}\" />");
            }
        });
        return command;
    }

    private static void Add(XElement item, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            item.Add(new XAttribute(name, value));
        }
    }

    private static string Joined(string[]? paths, string project) => string.Join(';', (paths ?? []).Select(path => InProject(path, project)));

    /// <summary>A path as the project writes it: relative to its folder, with '/', and with what means something to MSBuild escaped.</summary>
    private static string InProject(string path, string project)
    {
        // NAME=PATH gives the input of a model that a file is for.
        var name = path.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign && !File.Exists(path) ? path[..(sign + 1)] : "";
        var relative = Path.GetRelativePath(Path.GetDirectoryName(project)!, path[name.Length..]).Replace('\\', '/');
        return name + string.Concat(relative.Select(letter => "%*?@$();'".Contains(letter, StringComparison.Ordinal) ? $"%{(int)letter:X2}" : $"{letter}"));
    }
}
