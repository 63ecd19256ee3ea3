using Mrq.Core.Diagnostics;
using Mrq.Testing;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>A damaged file is a coded error or still a model; nothing else, and without much work.</summary>
[TestClass]
public sealed class CorruptionTests
{
    private const int Corruptions = 2000;

    /// <summary>What reading and writing a file may allocate: work is counted in bytes, which are the same on every machine.</summary>
    private const int MostBytes = 1 << 20;

    [TestMethod]
    public void A_model_cut_at_any_byte_is_refused_or_read()
    {
        for (var length = 0; length < SmallModel.Bytes.Length; length++)
        {
            ReadsOrRefuses(SmallModel.Bytes.AsMemory(0, length), $"cut at {length}");
        }
    }

    [TestMethod]
    public void A_real_model_cut_anywhere_is_refused_or_read()
    {
        var bytes = RealModel();
        for (var length = 0; length < bytes.Length; length += length < 2048 ? 1 : 97)
        {
            ReadsOrRefuses(bytes.AsMemory(0, length), $"cut at {length}");
        }
    }

    [TestMethod]
    public void A_small_model_with_random_damage_is_refused_or_read() => Corrupt(SmallModel.Bytes);

    [TestMethod]
    public void A_real_model_with_random_damage_is_refused_or_read() => Corrupt(RealModel());

    private static byte[] RealModel() => File.ReadAllBytes(TestData.PathOf("models", "hello_world_int8.tflite"));

    private static void Corrupt(byte[] original)
    {
        var random = new Random(20260101);
        ReadOnlySpan<int> interesting = [0, 1, 4, 8, 127, 255, 65535, int.MaxValue, int.MinValue, -1, -4];
        for (var i = 0; i < Corruptions; i++)
        {
            var bytes = (byte[])original.Clone();
            for (var hits = random.Next(1, 5); hits > 0; hits--)
            {
                var place = random.Next(8, bytes.Length - 4);
                if (random.Next(2) == 0)
                {
                    bytes[place] = (byte)random.Next(256);
                }
                else
                {
                    BitConverter.TryWriteBytes(bytes.AsSpan(place), interesting[random.Next(interesting.Length)]);
                }
            }

            ReadsOrRefuses(bytes, $"corruption {i}");
        }
    }

    /// <summary>What can be read can also be written, or is refused by the writer with a code.</summary>
    private static void ReadsOrRefuses(ReadOnlyMemory<byte> bytes, string label)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var model = TfLiteModel.Read(bytes);
            model.Write(model.Graph);
        }
        catch (MrqException exception)
        {
            StringAssert.StartsWith(exception.Code.Id, "MRQ1", label);
        }
        catch (Exception exception) when (exception is not UnitTestAssertException)
        {
            Assert.Fail($"{label}: {exception}");
        }

        Assert.IsLessThan(MostBytes, GC.GetAllocatedBytesForCurrentThread() - before, label);
    }
}
