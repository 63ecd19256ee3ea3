using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Mrq.Cache;

namespace Mrq.Tests;

/// <summary>A result that other code made is no result of this one: every assembly whose code decides a conversion is part of the cache's key.</summary>
[TestClass]
public sealed class CodeInCacheKeyTests
{
    [TestMethod]
    public void The_same_code_has_the_same_key_wherever_it_is_loaded()
    {
        using var folder = new ConversionFolder();

        Assert.AreEqual(ConversionKey.Of(folder.Request), KeyWith(rebuilt: "", folder));
    }

    [TestMethod]
    [DataRow("Mrq.Core")]
    [DataRow("Mrq.Formats")]
    [DataRow("Mrq.Formats.Onnx")]
    [DataRow("Mrq.Formats.TfLite")]
    [DataRow("Mrq.Emulator")]
    [DataRow("Mrq.Requantization")]
    [DataRow("Mrq.Imaging")]
    [DataRow("Mrq.Audio")]
    [DataRow("Mrq.Evaluation")]
    [DataRow("Mrq.Reporting")]
    [DataRow("Mrq.Sidecars")]
    [DataRow("Mrq.Library")]
    public void Another_build_of_an_assembly_has_another_key(string assembly)
    {
        using var folder = new ConversionFolder();

        var key = KeyWith(rebuilt: assembly, folder);

        Assert.IsNotNull(key);
        Assert.AreNotEqual(ConversionKey.Of(folder.Request), key);
    }

    /// <summary>No assembly of the product that takes part is left out above.</summary>
    [TestMethod]
    public void The_assemblies_are_all_that_the_facade_loads_of_the_product()
    {
        var named = typeof(CodeInCacheKeyTests).GetMethod(nameof(Another_build_of_an_assembly_has_another_key))!.GetCustomAttributes(inherit: false).OfType<DataRowAttribute>().Select(row => (string)row.Data![0]!);
        var loaded = new HashSet<string>();
        Add("Mrq.Library");

        CollectionAssert.AreEquivalent(loaded.ToArray(), named.ToArray());

        void Add(string name)
        {
            if (name.StartsWith("Mrq.", StringComparison.Ordinal) && loaded.Add(name))
            {
                foreach (var reference in System.Reflection.Assembly.LoadFrom(PathOf(name)).GetReferencedAssemblies())
                {
                    Add(reference.Name!);
                }
            }
        }
    }

    /// <summary>The key that the product computes when one of its assemblies was built from other code.</summary>
    private static string? KeyWith(string rebuilt, ConversionFolder folder)
    {
        var context = new Rebuilt(rebuilt);
        try
        {
            var library = context.LoadFromAssemblyName(new System.Reflection.AssemblyName("Mrq.Library"));
            var type = library.GetType(typeof(ConversionRequest).FullName!)!;
            var request = Activator.CreateInstance(type)!;
            foreach (var property in typeof(ConversionRequest).GetProperties().Where(property => property.PropertyType == typeof(string) || property.PropertyType == typeof(IReadOnlyList<string>)))
            {
                type.GetProperty(property.Name)!.SetValue(request, property.GetValue(folder.Request));
            }

            return (string?)library.GetType(typeof(ConversionKey).FullName!)!.GetMethod(nameof(ConversionKey.Of))!.Invoke(null, [request]);
        }
        finally
        {
            context.Unload();
        }
    }

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");

    /// <summary>The product's assemblies once more, one of them with the id that a compiler gives to other code.</summary>
    private sealed class Rebuilt(string assembly) : AssemblyLoadContext(isCollectible: true)
    {
        protected override System.Reflection.Assembly? Load(System.Reflection.AssemblyName assemblyName)
        {
            if (assemblyName.Name is not { } name || !name.StartsWith("Mrq.", StringComparison.Ordinal))
            {
                return null;
            }

            var bytes = File.ReadAllBytes(PathOf(name));
            using var stream = new MemoryStream(name == assembly ? WithOtherId(bytes) : bytes);
            return LoadFromStream(stream);
        }

        private static byte[] WithOtherId(byte[] bytes)
        {
            using var file = new PEReader(new MemoryStream(bytes));
            var metadata = file.GetMetadataReader();
            var id = metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToByteArray();
            var place = bytes.AsSpan().IndexOf(id);
            Assert.AreEqual(place, bytes.AsSpan().LastIndexOf(id), "the id stands once in the file");
            bytes[place] ^= 1;
            return bytes;
        }
    }
}
