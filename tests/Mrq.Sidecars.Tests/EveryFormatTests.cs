using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars.Tests;

/// <summary>What holds of all formats.</summary>
[TestClass]
public sealed class EveryFormatTests
{
    private static IEnumerable<object[]> Readable => Files().Where(file => SidecarFormats.All.Any(format => format.Recognizes(new SidecarContent(File.ReadAllBytes(file), Path.GetFileName(file))))).Select(file => new object[] { Path.GetRelativePath(Samples.PathOf(), file) });

    [TestMethod]
    public void Formats_have_names_and_extensions_of_their_own()
    {
        CollectionAssert.AllItemsAreUnique(SidecarFormats.All.Select(format => format.Name).ToList());
        CollectionAssert.AllItemsAreUnique(SidecarFormats.All.Select(format => format.Extension).ToList());
    }

    /// <summary>A file is of one format, or its name says which.</summary>
    [TestMethod]
    [DynamicData(nameof(Readable))]
    public void What_is_written_reads_as_it_was_read_and_is_written_again_byte_for_byte(string file)
    {
        var read = Samples.Read(file);
        if (SidecarFormats.Named(read.Format) is not IWrittenSidecarFormat || (read.Format, read.Dialect) is ("mqbench-clip-ranges", not "tensorrt"))
        {
            return; // It is read and not written.
        }

        if (read is { Format: "hailo-alls", Tensors.IsEmpty: true })
        {
            return; // It has settings alone, which are not written.
        }

        var written = Samples.Write(read);
        var again = Samples.Read(written, Path.GetFileName(file));

        Assert.AreEqual((read.Format, read.Dialect, read.Tensors.Length), (again.Format, again.Dialect, again.Tensors.Length));
        CollectionAssert.AreEqual(written, Samples.Write(again));
        foreach (var (before, after) in read.Tensors.Zip(again.Tensors))
        {
            Assert.AreEqual((before.Name, before.Role, before.Type), (after.Name, after.Role, after.Type));
            CollectionAssert.AreEqual(before.ZeroPoints.ToArray(), after.ZeroPoints.ToArray(), before.Name);
            foreach (var (scale, other) in before.Scales.Zip(after.Scales))
            {
                // As near as formats of decimal lines are, which consumers read as float32.
                Assert.AreEqual(scale, other, scale * 2e-7, before.Name);
            }
        }
    }

    /// <summary>What is read of the samples is all but files without parameters.</summary>
    [TestMethod]
    public void Every_sample_is_read_or_is_one_that_has_no_reader()
    {
        string[] without = ["c-array", "max78000", "mnn", "vitis", "default_config_per_channel.json"];
        var read = Readable.Select(row => (string)row[0]).ToHashSet();

        var unread = Files().Select(file => Path.GetRelativePath(Samples.PathOf(), file)).Where(file => !read.Contains(file) && !without.Any(part => file.Split('/', '\\').Contains(part)));

        Assert.AreEqual("", string.Join(' ', unread));
        Assert.IsTrue(Files().Any() == read.Count > 0);
    }

    /// <summary>Files come from anywhere: a damaged one is refused by a code, or read.</summary>
    [TestMethod]
    [DynamicData(nameof(Readable))]
    public void A_damaged_file_is_refused_by_a_code_or_read(string file)
    {
        var bytes = File.ReadAllBytes(Samples.PathOf(file));
        var random = new Random(file.Length + bytes.Length);
        for (var attempt = 0; attempt < 60; attempt++)
        {
            var damaged = attempt < 10 ? bytes[..random.Next(bytes.Length)] : (byte[])bytes.Clone();
            for (var change = 0; attempt >= 10 && change < 1 + (attempt % 4); change++)
            {
                damaged[random.Next(damaged.Length)] = attempt % 2 == 0 ? (byte)random.Next(256) : (byte)"0192-.eE\"[]{},:# \n"[random.Next(18)];
            }

            try
            {
                var read = Samples.Read(damaged, Path.GetFileName(file));
                if (SidecarFormats.Named(read.Format) is IWrittenSidecarFormat)
                {
                    Samples.Write(read);
                }
            }
            catch (MrqException error)
            {
                Assert.IsTrue(error.Code == MrqCodes.BadSidecar || error.Code == MrqCodes.CannotRepresent, $"{error.Code}: {error.Message}");
            }
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("{}")]
    [DataRow("[1, 2]")]
    [DataRow("\"text\"")]
    [DataRow("{ \"encodings\": 5 }")]
    [DataRow("\0\0\0\0")]
    [DataRow("{ \"a\": \"\\ud800\" }")]
    public void What_is_no_sidecar_is_refused(string text) => Assert.AreEqual(MrqCodes.BadSidecar, Assert.ThrowsExactly<MrqException>(() => Samples.ReadText(text)).Code);

    [TestMethod]
    public void Lists_that_nest_without_end_are_refused() =>
        Assert.AreEqual(MrqCodes.BadSidecar, Assert.ThrowsExactly<MrqException>(() => Samples.ReadText($$"""{ "encodings": [{ "name": "x", "output_dtype": "int8", "y_scale": {{new string('[', 100_000)}} }] }""")).Code);

    private static IEnumerable<string> Files()
    {
        try
        {
            return Directory.GetFiles(Samples.PathOf(), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("README.md" or "MANIFEST.tsv" or "truth.json")).Order(StringComparer.Ordinal);
        }
        catch (AssertInconclusiveException)
        {
            return [];
        }
    }
}
