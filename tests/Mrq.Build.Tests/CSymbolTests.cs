using System.Text.RegularExpressions;
using Microsoft.Build.Utilities;
using Mrq.Build.Conversions;

namespace Mrq.Build.Tests;

/// <summary>The C arrays of a project fit into one program.</summary>
[TestClass]
public sealed partial class CSymbolTests
{
    [TestMethod]
    public void A_model_alone_in_its_name_gives_the_arrays_name_and_two_of_one_name_their_folders_too()
    {
        CollectionAssert.AreEqual(
            new[] { "net_tflite_int8", "x_m_tflite_int8", "y_m_tflite_int8" },
            Symbols(TaskFolder.CArray("models/net.tflite"), TaskFolder.CArray("x/m.tflite"), TaskFolder.CArray("y/m.tflite")));
        // Guards and macros are in capitals, whatever the names are.
        CollectionAssert.AreEqual(new[] { "x_Net_tflite_int8", "y_net_tflite_int8" }, Symbols(TaskFolder.CArray("x/Net.tflite"), TaskFolder.CArray("y/net.tflite")));
    }

    [TestMethod]
    public void A_chosen_symbol_is_taken_as_it_is_and_the_scheme_comes_where_or_after_it()
    {
        CollectionAssert.AreEqual(
            new[] { "face", "net_int8_symmetric", "net_tflite_int8", "a_int8_symmetric_z" },
            Symbols(
                TaskFolder.CArray("x/m.tflite", metadata: ("CSymbol", "face")),
                TaskFolder.CArray("y/m.tflite", "int8-symmetric", ("CSymbol", "net"), ("MrqSchemes", "int8-symmetric; tflite-int8")),
                TaskFolder.CArray("y/m.tflite", "tflite-int8", ("CSymbol", "net"), ("MrqSchemes", "int8-symmetric; tflite-int8")),
                TaskFolder.CArray("z/m.tflite", "int8-symmetric", ("CSymbol", "a_{scheme}_z"))));
    }

    [TestMethod]
    [DataRow("two words")]
    [DataRow("2nd")]
    [DataRow("double")]
    [DataRow("größe")]
    [DataRow("a\"b")]
    public void A_chosen_symbol_that_is_no_name_of_C_is_MRQ0103(string symbol)
    {
        using var folder = new TaskFolder();

        var run = TaskRun.Of(folder.Task(new EngineStub(), TaskFolder.CArray("model.tflite", metadata: ("CSymbol", symbol))));

        Assert.AreEqual("MRQ0103", run.Codes.Single());
        Assert.IsFalse(Directory.Exists(folder.PathOf("obj")));
    }

    [TestMethod]
    public void Symbols_that_no_folder_tells_apart_are_MRQ0110()
    {
        using var folder = new TaskFolder();
        folder.CopyModel("a-b/m.tflite");
        folder.CopyModel("a_b/m.tflite");

        var run = TaskRun.Of(folder.Task(new EngineStub(), TaskFolder.CArray("a-b/m.tflite"), TaskFolder.CArray("a_b/m.tflite"), TaskFolder.CArray("model.tflite", metadata: ("CSymbol", "n")), TaskFolder.CArray("model.tflite", "int8-symmetric", ("CSymbol", "N_size"))));

        CollectionAssert.AreEqual(new[] { "MRQ0110", "MRQ0110" }, run.Codes.ToList(), run.Errors);
        Assert.Contains("a-b/m.tflite", run.Errors);
        Assert.Contains("take the same name N_SIZE", run.Errors);
        Assert.IsEmpty(run.Converted);
    }

    [TestMethod]
    public void A_file_name_that_C_cannot_include_is_MRQ0103_where_a_C_array_is_asked_for()
    {
        using var folder = new TaskFolder();
        folder.CopyModel("a\"b.tflite");

        Assert.IsTrue(TaskRun.Of(folder.Task(new EngineStub(), TaskFolder.Conversion("a\"b.tflite"))).Succeeded);
        Assert.AreEqual("MRQ0103", TaskRun.Of(folder.Task(new EngineStub(), TaskFolder.CArray("a\"b.tflite"))).Codes.Single());
    }

    private static string[] Symbols(params TaskItem[] items)
    {
        using var folder = new TaskFolder();
        foreach (var item in items)
        {
            folder.CopyModel(item.ItemSpec);
        }

        var run = TaskRun.Of(folder.Task(new EngineStub(), items));
        Assert.IsTrue(run.Succeeded, run.Errors);
        return [.. items.Select(item => Declaration().Match(File.ReadAllText(folder.PathOf($"obj/{item.GetMetadata(ConversionItem.PlaceName)}.h"))).Groups[1].Value)];
    }

    [GeneratedRegex(@"extern const unsigned char (\w+)\[")]
    private static partial Regex Declaration();
}
