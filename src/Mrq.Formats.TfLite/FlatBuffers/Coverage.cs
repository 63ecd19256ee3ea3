namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>Which bytes of the file belong to objects that the schema names.</summary>
internal sealed class Coverage
{
    private readonly List<(int Start, int End)> _ranges = [];
    private bool _sorted;

    public void Add(long start, long length)
    {
        _ranges.Add(((int)start, (int)(start + length)));
        _sorted = false;
    }

    /// <summary>How many bytes from a position on belong to no known object; 0 when the position itself does.</summary>
    public int FreeBytesAt(int position, int fileLength)
    {
        Sort();
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].End <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == _ranges.Count ? fileLength - position : Math.Max(0, _ranges[low].Start - position);
    }

    private void Sort()
    {
        if (_sorted)
        {
            return;
        }

        _ranges.Sort();
        var merged = 0;
        for (var i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[i].Start <= _ranges[merged].End)
            {
                _ranges[merged] = (_ranges[merged].Start, Math.Max(_ranges[merged].End, _ranges[i].End));
            }
            else
            {
                _ranges[++merged] = _ranges[i];
            }
        }

        _ranges.RemoveRange(Math.Min(merged + 1, _ranges.Count), Math.Max(0, _ranges.Count - merged - 1));
        _sorted = true;
    }
}
