// Members of blocs: who is in both, how many on a day, how well a date is known.
const members = (() => {
  const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text);

  const both = () => {
    const [first, second] = data.blocs.map(
      (bloc) => new Set(bloc.members.map((member) => member.country_id)),
    );
    return [...first].filter((state) => second.has(state));
  };

  // Members on a day: certainly in, and possibly in.
  function counted(bloc, day) {
    const dated = bloc.members.filter((member) => member.latest);
    return {
      certain: dated.filter((member) => member.latest <= day).length,
      possible: bloc.members.filter((member) => !member.earliest || member.earliest <= day).length,
    };
  }

  const words = (member) => (member.date ? dates.words(member.date) : "no date known");

  // Who joined on some day unknown may have done so from the bloc's first day on.
  const opened = (bloc) =>
    bloc.members
      .map((member) => member.earliest)
      .filter(Boolean)
      .sort()[0];

  // Steps: how many had joined, by the last and by the first day that each date can mean.
  function steps() {
    const until = dates.decimal(data.about.created);
    return data.blocs.flatMap((bloc) => {
      const points = [
        ...new Set(
          bloc.members.flatMap((member) => [member.earliest, member.latest]).filter(Boolean),
        ),
      ].sort();
      const at = points.map((day) => {
        return { bloc: bloc.short, day, year: dates.decimal(day), ...counted(bloc, day) };
      });
      return at.length ? [...at, { ...at.at(-1), day: data.about.created, year: until }] : [];
    });
  }

  // day: one known day; unsure: one day that the source doubts; vague: any of several days.
  function known(member) {
    if (!member.date || member.earliest !== member.latest) return "vague";
    return isDay(member.date) ? "day" : "unsure";
  }

  // What is said of a state that is not counted.
  const STANDINGS = {
    announced: "announced or applied",
    unconfirmed: "not confirmed",
    signatory: "signed, not bound",
    left: "left",
  };
  const standing = (one) => STANDINGS[one.standing] || "member";

  return { isDay, both, counted, words, steps, known, opened, standing };
})();
