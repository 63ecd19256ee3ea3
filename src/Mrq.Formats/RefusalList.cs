using System.Globalization;

namespace Mrq.Formats;

/// <summary>Reasons why something cannot be done, each with those that it concerns: one error tells all of them, and a hostile file makes it no longer than an ordinary one.</summary>
public sealed class RefusalList
{
    private const int MostReasons = 5;
    private const int MostNamed = 5;
    private readonly List<Entry> _entries = [];

    /// <summary>Whether nothing was refused.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>"a reason: first, second and 3 more; another reason: third".</summary>
    public string Text => $"{string.Join("; ", _entries.Take(MostReasons).Select(entry => $"{entry.Reason}: {entry.Who}"))}{(_entries.Count > MostReasons ? "; and more" : "")}";

    /// <param name="reason">The reason.</param>
    /// <param name="who">The name of whom it concerns; asked for only where it is told.</param>
    public void Add(string reason, Func<string> who)
    {
        var entry = _entries.Find(known => known.Reason == reason);
        if (entry is null && _entries.Count <= MostReasons)
        {
            _entries.Add(entry = new Entry(reason));
        }

        entry?.Add(who);
    }

    private sealed class Entry(string reason)
    {
        private readonly List<string> _named = [];
        private int _others;

        public string Reason => reason;

        public string Who => _others > 0 ? string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", _named)} and {_others} more") : string.Join(", ", _named);

        public void Add(Func<string> who)
        {
            if (_named.Count < MostNamed)
            {
                _named.Add(who());
            }
            else
            {
                _others++;
            }
        }
    }
}
