using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>FlexBuffers maps as custom operators keep their options in.</summary>
[TestClass]
public sealed class FlexMapTests
{
    /// <summary>As the format's description has it, all of one byte: { a: -3, b: → 0.5f, c: → 70000u, t: true, v: null }.</summary>
    private static readonly byte[] Narrow =
    [
        (byte)'a', 0, (byte)'b', 0, (byte)'c', 0, (byte)'t', 0, (byte)'v', 0, // keys, 0 to 9
        0, 0, 0, 0x3f, // 0.5, at 10
        0x70, 0x11, 1, 0, // 70000, at 14
        5, 19, 18, 17, 16, 15, // how many keys, and where they are; their vector is at 19
        5, 1, 5, // where the keys' vector is, its width, how many values
        0xfd, 18, 15, 1, 0, // values at 27
        (byte)(1 << 2), (byte)((8 << 2) | 2), (byte)((7 << 2) | 2), (byte)(26 << 2), 0,
        10, (byte)(9 << 2), 1,
    ];

    private static readonly FlexMap Options = FlexMap.Empty
        .With("max_detections", FlexNumber.Of(10)).With("use_regular_nms", FlexNumber.Of(true)).With("y_scale", FlexNumber.Of(0.1f)).With("h", FlexNumber.Of(-70000));

    [TestMethod]
    public void Values_in_their_place_and_elsewhere_are_read()
    {
        var map = FlexMap.Read(Narrow)!;

        Assert.AreEqual(-3, map.Int32("a"));
        Assert.AreEqual(-3f, map.Single("a"));
        Assert.AreEqual(0.5f, map.Single("b"));
        Assert.AreEqual(0, map.Int32("b"));
        Assert.AreEqual(70000, map.Int32("c"));
        Assert.IsTrue(map.Bool("t"));
        Assert.IsFalse(map.Has("v"));
        Assert.IsFalse(map.Has("x"));
        Assert.AreEqual(0, map.Int32("x"));
    }

    [TestMethod]
    public void What_is_written_is_read()
    {
        var map = FlexMap.Read(Options.ToBytes())!;

        Assert.AreEqual(10, map.Int32("max_detections"));
        Assert.AreEqual(-70000, map.Int32("h"));
        Assert.AreEqual(0.1f, map.Single("y_scale"));
        Assert.IsTrue(map.Bool("use_regular_nms"));
    }

    [TestMethod]
    public void No_bytes_whatever_are_read_beyond_their_end()
    {
        foreach (var bytes in new[] { Narrow, Options.ToBytes() })
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                _ = FlexMap.Read(bytes.AsSpan(0, length));
                _ = FlexMap.Read(bytes.AsSpan(length));
                foreach (var value in new byte[] { 0, 1, 2, 3, 0x7f, 0x80, 0xff })
                {
                    var changed = (byte[])bytes.Clone();
                    changed[length] = value;
                    _ = FlexMap.Read(changed);
                }
            }
        }

        Assert.IsNull(FlexMap.Read([]));
        Assert.IsNull(FlexMap.Read([0, 0, 0, 0]));
    }

    [TestMethod]
    public void More_entries_than_any_options_have_are_not_read()
    {
        var map = Enumerable.Range(0, 300).Aggregate(FlexMap.Empty, (known, i) => known.With(FormattableString.Invariant($"k{i}"), FlexNumber.Of(i)));

        Assert.IsNull(FlexMap.Read(map.ToBytes()));
    }
}
