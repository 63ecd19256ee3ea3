using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Mrq.Core.Diagnostics;
using Mrq.Files;
using Mrq.Testing;

namespace Mrq.Build.Tests;

/// <summary>What can be read off the targets and the task classes without a build.</summary>
[TestClass]
public sealed class TargetsTests
{
    private static readonly XDocument Targets = XDocument.Load(Path.Combine(TestData.Repository, "build", "Mrq.Build.targets"));

    [TestMethod]
    public void Every_error_of_the_targets_has_a_code_and_leads_to_its_row()
    {
        var errors = Targets.Descendants("Error").ToList();
        var table = Targets.Descendants("_MrqErrorTable").Single().Value;

        Assert.IsNotEmpty(errors);
        Assert.AreEqual(TaskDiagnostics.ErrorTable, table);
        foreach (var code in errors.Select(error => (Id: (string?)error.Attribute("Code"), Link: (string?)error.Attribute("HelpLink"))))
        {
            Assert.Contains(code.Id, MrqCodes.All.Select(known => known.Id));
            Assert.AreEqual($"$(_MrqErrorTable)#{code.Id!.ToLowerInvariant()}", code.Link);
        }
    }

    /// <summary>The engine knows the attribute by its name; its own, and the interface that goes with it, are newer than the oldest engine.</summary>
    [TestMethod]
    public void Every_task_is_used_and_runs_in_the_engines_process_under_mt()
    {
        var tasks = typeof(MrqConvert).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(ITask))).ToList();

        CollectionAssert.AreEquivalent(tasks.Select(task => task.FullName).ToList(), Targets.Descendants("UsingTask").Select(use => (string?)use.Attribute("TaskName")).ToList());
        foreach (var task in tasks)
        {
            var attributes = task.GetCustomAttributes(inherit: false).Select(attribute => attribute.GetType().FullName);
            Assert.Contains("Microsoft.Build.Framework.MSBuildMultiThreadableTaskAttribute", attributes, task.Name);
        }
    }

    /// <summary>What becomes of a file is in the metadata of its item: another output format touches no XML.</summary>
    [TestMethod]
    public void No_build_file_of_the_package_names_a_format_a_kind_of_report_or_an_extension_of_theirs()
    {
        var outputs = ConversionOutputs.Beside("model", ".tflite", ExportFormats.All).Files;
        var words = ExportFormats.All.SelectMany(format => format.Options.Select(option => option.Name).Append(format.Name))
            .Concat(outputs.Select(file => Path.GetExtension(file.Path)))
            .Concat(Enum.GetNames<FileKind>().Where(kind => kind != nameof(FileKind.Model)).Select(kind => $"'{kind}'")).Distinct().ToList();
        Assert.Contains("c-array", words);
        Assert.Contains(".h", words);

        foreach (var file in Directory.GetFiles(Path.Combine(TestData.Repository, "build"), "Mrq.Build.*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var found = words.Where(word => Regex.IsMatch(text, $@"(?<![\w-]){Regex.Escape(word)}(?![\w-])|\w{Regex.Escape(word)}(?![\w-])", RegexOptions.IgnoreCase));
            Assert.AreEqual("", string.Join(' ', found), file);
        }
    }
}
