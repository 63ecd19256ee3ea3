using System.Collections.Immutable;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>The file's buffers while tensors change: who uses which, and where new data may go.</summary>
internal sealed class BufferPool
{
    private readonly ImmutableArray<FlatTable>.Builder _buffers;
    private readonly List<int> _uses;
    private bool _changed;

    public BufferPool(FlatTable model)
    {
        _buffers = model.Tables("buffers").ToBuilder();
        _uses = [.. new int[_buffers.Count]];
        foreach (var subgraph in model.Tables("subgraphs"))
        {
            foreach (var tensor in subgraph.Tables("tensors"))
            {
                Count(tensor.UInt32("buffer"));
            }
        }

        foreach (var metadata in model.Tables("metadata"))
        {
            Count(metadata.UInt32("buffer"));
        }

        foreach (var index in model.Vector("metadata_buffer")?.ToInt32s() ?? [])
        {
            Count((uint)index);
        }
    }

    public FlatTable ApplyTo(FlatTable model) => _changed ? model.With("buffers", new FlatTableVector(_buffers.ToImmutable())) : model;

    /// <summary>The buffer for data that replaces what a tensor had: its own one if nobody shares it, else a new one.</summary>
    public int Replace(int index, ReadOnlyMemory<byte> data)
    {
        if (index > 0 && index < _uses.Count && _uses[index] == 1)
        {
            Set(index, data);
            return index;
        }

        Release(index);
        return Add(data);
    }

    public int Add(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return Empty();
        }

        if (_buffers.Count == 0)
        {
            Append(); // Buffer 0 stays the empty one.
        }

        var index = Append();
        Set(index, data);
        return index;
    }

    /// <summary>A tensor leaves a buffer; data that nobody uses any more would only make the file larger.</summary>
    public void Release(int index)
    {
        if (index < _uses.Count && --_uses[index] == 0 && index > 0 && _buffers[index]["data"] is not null)
        {
            _buffers[index] = _buffers[index].With("data", null);
            _changed = true;
        }
    }

    /// <summary>A buffer without data: by convention the first.</summary>
    public int Empty()
    {
        for (var i = 0; i < _buffers.Count; i++)
        {
            // One that a single tensor owns may yet receive that tensor's data.
            if (_buffers[i].Vector("data") is not { Count: > 0 } && (i == 0 || _uses[i] == 0))
            {
                _uses[i]++;
                return i;
            }
        }

        return Append();
    }

    private int Append()
    {
        _buffers.Add(new FlatTable(TfLiteSchema.Instance.Table("Buffer")));
        _uses.Add(1);
        _changed = true;
        return _buffers.Count - 1;
    }

    private void Set(int index, ReadOnlyMemory<byte> data)
    {
        var field = TfLiteSchema.Instance.Table("Buffer")["data"];
        _buffers[index] = _buffers[index].With("data", new FlatVector(data, field.Size, field.Alignment));
        _changed = true;
    }

    private void Count(uint index)
    {
        if (index < _uses.Count)
        {
            _uses[(int)index]++;
        }
    }
}
