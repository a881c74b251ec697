/** What the research agent researches. Firms, studies and figures are invented; addresses are in the example domain. */
export interface Topic {
  readonly title: string;
  readonly task: string;
  readonly conclusion: string;
  readonly questions: readonly Question[];
}

export interface Question {
  readonly name: string;
  readonly text: string;
  readonly query: string;
  readonly pages: readonly [Page, Page];
  readonly finding: string;
}

export interface Page {
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

const GRID_STORAGE: Topic = {
  title: 'Grid storage in Europe, spring 2026',
  task: 'Write a two-page brief on grid storage in Europe: what systems cost now, how large the market is, and what regulation will change it this year. We decide in April whether to enter as an operator.',
  conclusion:
    'turnkey prices fell to about 168 EUR per kWh, installed capacity grew by two thirds within a year, and the new connection rules favour sites that share a grid connection with generation.',
  questions: [
    {
      name: 'prices',
      text: 'What do turnkey battery systems for the grid (two to four hours) cost in Europe at the beginning of 2026, per kWh, and how did that change over the last two years?',
      query: 'turnkey battery storage price per kWh Europe 2026',
      pages: [
        {
          url: 'https://storage-index.example/europe/2026-q1',
          title: 'Storage price index, first quarter 2026',
          text: 'The index follows signed contracts for turnkey systems of more than 10 MW. In the first quarter the median of 41 contracts was 168 EUR per kWh for two-hour systems and 149 EUR for four-hour systems, both without grid connection and land. A year ago the medians were 212 and 187 EUR, two years ago 274 and 241 EUR. Cells are less than half of the price now; transformers, foundations and commissioning have become the larger part. Contracts in the north of the continent are about eight percent dearer because of ground work in winter. We publish the spread as well: the cheapest tenth is below 131 EUR, the dearest tenth above 219 EUR.',
        },
        {
          url: 'https://watthaus.example/blog/what-our-last-park-cost',
          title: 'What our last park cost',
          text: 'Our 40 MW park was connected in January. We paid 6.9 million EUR for containers, inverters and the control room, which is 172 EUR per kWh, and another 1.4 million EUR for the connection to the 110 kV line. The transformer had a delivery time of fourteen months and decided our whole schedule. Insurance was a surprise: the premium fell by a third after we had agreed to larger distances between containers. If we built it again we would order the transformer before anything else, ask for the grid connection two years ahead, and keep the number of different makers as small as we could.',
        },
      ],
      finding:
        'Turnkey two-hour systems cost 168 EUR per kWh at the median of 41 contracts in the first quarter of 2026, four-hour systems 149 EUR, both without connection and land. That is 21 percent less than a year before and 39 percent less than two years before. One operator reports 172 EUR for 40 MW and a further 1.4 million EUR for the connection, which agrees. Cells are less than half of the price now; transformers with delivery times over a year decide the schedule. The index is built from signed contracts and I consider it reliable; the single park is one data point from a party with an interest.',
    },
    {
      name: 'market size',
      text: 'How much grid-scale storage is installed in Europe, how fast does it grow, and how concentrated are the makers?',
      query: 'installed grid storage capacity Europe 2025 statistics makers share',
      pages: [
        {
          url: 'https://stats.example/energy-storage-2026',
          title: 'Energy storage in figures 2026',
          text: 'Installed capacity grew from 41 GWh to 68 GWh within twelve months, the fastest growth since the series began. Five countries hold 78 percent of it. Projects with a signed connection agreement add up to 96 GWh, of which about half is expected to be built. The four largest makers of complete systems delivered 71 percent of the capacity, two years ago it was 58 percent. The average system has become longer: 2.6 hours against 1.7 hours in 2023. Figures come from the registers of the grid operators; parks below 1 MW are not included, and for two countries the register lags by a quarter.',
        },
        {
          url: 'https://grid-monitor.example/analysis/queue',
          title: 'The queue before the grid',
          text: 'Applications for connection have reached 411 GW, which is several times of what anybody will build. Operators begin to ask for deposits, and where they do the queue shrinks by two thirds within months. We counted how many applications of 2022 are connected today: eleven percent. The median from application to operation is 39 months. Sites next to existing wind or solar parks are faster by more than a year, because they can share the connection, and several countries now allow them to feed in up to the agreed power in total rather than for each plant.',
        },
      ],
      finding:
        'Grid-scale storage in Europe grew from 41 to 68 GWh in twelve months, two thirds more; a further 96 GWh have a signed connection agreement, about half of which is expected to be built. Five countries hold 78 percent. Concentration rises: the four largest makers delivered 71 percent, after 58 percent two years ago. Applications of 411 GW are not a forecast: of those of 2022 eleven percent are connected. The statistics are from registers of grid operators, exclude parks below 1 MW and lag by a quarter for two countries. I am confident about the growth and less about the pipeline.',
    },
    {
      name: 'regulation',
      text: 'Which rules that take effect in 2026 change the business of grid storage operators in Europe, in particular fees and connection?',
      query: '2026 regulation grid storage connection fees double charging Europe',
      pages: [
        {
          url: 'https://regulator.example/decisions/2026-004',
          title: 'Decision 2026-004 on connection of storage',
          text: 'From 1 July, storage at a shared connection point is assessed by the power agreed for the point and no longer by the sum of the plants behind it. Grid operators answer complete applications within six months. Applicants pay a deposit of 15 EUR per kW that is credited against the connection cost. Storage that follows a schedule set one day ahead by the grid operator is exempt from the construction cost contribution. The exemption from grid fees for electricity that is fed back, which ends in 2029 for plants connected later, remains unchanged for plants connected before.',
        },
        {
          url: 'https://energy-law.example/notes/storage-july',
          title: 'Storage rules from July: five notes',
          text: 'First, the deposit applies to pending applications as well, with a period of grace of three months. Second, the six months are not enforceable without a fine, and the decision has none. Third, who accepts schedules loses part of the income from balancing; our estimate is five to nine percent. Fourth, the cut-off date of 2029 is decisive for financing, since banks calculate with grid fees after it. Fifth, shared connections need a contract between the owners about who is curtailed first, and there is no model text for it yet.',
        },
      ],
      finding:
        "The decision of this spring takes effect on 1 July 2026: shared connection points are assessed by the agreed power, complete applications must be answered within six months, and a deposit of 15 EUR per kW is due, also for pending ones after three months of grace. Operators who accept day-ahead schedules pay no construction contribution but may lose five to nine percent of balancing income by a law firm's estimate. Plants connected after 2028 will pay grid fees on electricity fed back, which matters for financing. The first is primary law, the second a comment; the six months have no sanction.",
    },
  ],
};

const HEAT_PUMPS: Topic = {
  title: 'Heat pumps for apartment houses',
  task: 'We maintain 240 apartment houses from the sixties and seventies. Write a brief about heat pumps in such houses: what they cost per apartment, how they do in cold weeks, and what tenants say. Two pages, sources for every number.',
  conclusion:
    'in houses with renewed windows a central heat pump costs 9,000 to 12,000 EUR per apartment before subsidies, keeps rooms warm in the coldest weeks with a small peak boiler, and tenants complain about noise more than about temperature.',
  questions: [
    {
      name: 'cost',
      text: 'What does it cost per apartment to replace central gas heating with heat pumps in apartment houses built between 1960 and 1979, and what drives the cost?',
      query: 'heat pump retrofit apartment building cost per dwelling field data',
      pages: [
        {
          url: 'https://housing-lab.example/reports/retrofit-costs',
          title: 'Cost of 86 retrofits',
          text: 'We evaluated the final invoices of 86 houses with 8 to 48 apartments. The median was 10,400 EUR per apartment for a central air-source system with new radiators where needed, and 15,900 EUR with boreholes. Houses with renewed windows and an insulated ceiling needed 30 percent less power, and therefore were 2,100 EUR cheaper per apartment. The electrical connection was reinforced in 37 of the houses; it took seven months in the median. Planning was 11 percent of the cost. Projects that repeated the same design on a second house were 18 percent cheaper the second time.',
        },
        {
          url: 'https://cooperative-north.example/annual/heating',
          title: 'A cooperative reports: heating',
          text: 'Our first four houses with heat pumps have been running for two winters. We paid 9,300 EUR per apartment, after we had decided not to replace all radiators but only those that were too small, which was one out of five. We kept one gas boiler per house for the coldest days. It ran for 190 hours last winter and delivered four percent of the heat. Subsidies paid for 35 percent. The rent rose by 41 cents per square metre, and heating costs fell by about as much, so most households pay what they paid before.',
        },
      ],
      finding:
        'The median of 86 finished projects is 10,400 EUR per apartment for central air-source systems and 15,900 EUR with boreholes, before subsidies. Renewed windows and an insulated ceiling save about 2,100 EUR. A cooperative reports 9,300 EUR in four houses, replacing one radiator out of five and keeping a peak boiler. The electrical connection had to be reinforced in 43 percent of the projects and took seven months. A second house of the same design is 18 percent cheaper, which is important for a stock of 240 alike houses. Both sources use final invoices; the second is an owner and has no reason to make it look dear.',
    },
    {
      name: 'cold weeks',
      text: 'How did heat pumps in unrenovated or partly renovated apartment houses do in weeks below minus ten degrees: room temperature, efficiency, use of the peak boiler?',
      query: 'heat pump apartment building measured performance cold week minus 10',
      pages: [
        {
          url: 'https://field-test.example/winter-25-26',
          title: 'Field test, winter 2025/26',
          text: 'We measured 31 houses every minute from October to March. In the coldest week, with a mean of minus nine and a minimum of minus sixteen degrees, air-source systems reached a performance factor of 2.1, over the whole winter 2.9. Rooms were at or above 20 degrees in 97 percent of the hours. Three houses were colder; in all three the flow temperature had been limited by hand to save electricity. Peak boilers delivered between two and nine percent of the heat of the winter. Defrosting cost four percent.',
        },
        {
          url: 'https://utility-watch.example/load/january',
          title: 'What January did to the load',
          text: 'During the cold week in January the peak of the local grid rose by eleven percent in districts with many heat pumps. Where operators could shift heating by two hours it rose by four percent. No district had to be switched off. Buffer tanks in the houses were the cheapest way of shifting: 50 litres per apartment are enough for two hours in such weather. We expect tariffs that reward it from the autumn on, and advise owners to leave room for the tank in the cellar.',
        },
      ],
      finding:
        'In 31 measured houses the performance factor was 2.1 in the coldest week (mean minus nine, minimum minus sixteen degrees) and 2.9 over the winter. Rooms had 20 degrees or more in 97 percent of the hours; the three colder houses had a flow temperature that was limited by hand. Peak boilers delivered two to nine percent of the heat. Shifting by two hours needs about 50 litres of buffer per apartment and lowers the local peak from plus eleven to plus four percent. The field test measured every minute and is independent; the load figures come from a utility and were not checked elsewhere.',
    },
    {
      name: 'tenants',
      text: 'What do tenants report after their house was changed to heat pumps, and which complaints are frequent?',
      query: 'tenant survey heat pump apartment building complaints noise',
      pages: [
        {
          url: 'https://tenants-panel.example/survey/heating-2026',
          title: 'Tenants on their new heating',
          text: 'We asked 1,912 households in 63 houses one year after the change. 74 percent are as satisfied as before or more, 17 percent are less satisfied, the rest has no opinion. The most frequent complaint is noise in the night, from households below the roof or next to the unit: 9 percent. Radiators that feel lukewarm are named by 8 percent, although rooms were warm; it helps to explain it before. Bathroom temperature in the morning is named by 5 percent. Where a contact person was named in the hallway, complaints were half as frequent.',
        },
        {
          url: 'https://acoustics.example/notes/outdoor-units',
          title: 'Outdoor units on flat roofs',
          text: 'Of 24 roofs that we were called to, 19 had units on rigid feet. After they had been placed on springs and moved two metres away from the edge of the stairwell, the level in the rooms below fell from 31 to 22 decibels, which nobody complained about any more. It cost between 900 and 1,500 EUR per unit afterwards and would have cost about 200 EUR at the beginning. A night mode with lower speed helps less than one hopes, because it runs longer for the same heat.',
        },
      ],
      finding:
        "One year after the change 74 percent of 1,912 households are as satisfied or more, 17 percent less. Complaints: noise at night 9 percent, radiators that feel lukewarm 8 percent although rooms are warm, bathrooms in the morning 5 percent. A named contact person halves them. Noise is mostly a matter of mounting: units on springs and away from the stairwell brought 31 down to 22 decibels in rooms below, for 200 EUR if done at once and 900 to 1,500 EUR later. The survey is large and done by a tenants' panel; the acoustic notes are from 24 roofs of one firm.",
    },
  ],
};

const CARGO_BIKES: Topic = {
  title: 'Cargo bikes for parcels in mid-sized cities',
  task: 'Write a brief about parcel delivery by cargo bike in cities of 100,000 to 400,000 people: cost per stop, how much of the volume is possible, and what a depot needs. We plan a pilot for the autumn.',
  conclusion:
    'in dense districts a bike stop costs 8 to 15 percent less than a van stop, about a third of the volume fits, and the scarce thing is a depot of 150 square metres within two kilometres of the stops.',
  questions: [
    {
      name: 'cost per stop',
      text: 'What does a stop cost by cargo bike and by van in dense and in suburban districts of mid-sized cities, wages and depot included?',
      query: 'cargo bike delivery cost per stop compared with van study',
      pages: [
        {
          url: 'https://last-mile.example/studies/eight-cities',
          title: 'Eight cities, two vehicles',
          text: 'Over six months we followed 52 tours in eight cities. In districts with more than 9,000 people per square kilometre a stop cost 1.94 EUR by bike and 2.21 EUR by van; in suburbs it was 3.05 EUR and 2.48 EUR. Bikes made 22 stops an hour in the centre, vans 17, because of parking. The depot is included with 0.19 EUR per stop and the second handling with 0.14 EUR. Sick days were a little more frequent among riders in winter, accidents less frequent. The result turns at about 5,500 people per square kilometre.',
        },
        {
          url: 'https://pedalwerk.example/open-books',
          title: 'Our books, open',
          text: 'We run 34 bikes in two cities. Last year a stop cost us 2.02 EUR in the centre. Repairs are 0.11 EUR of it, batteries 0.06 EUR, wages 1.38 EUR. We lost money in the first nine months, while we had fewer than 90 stops per bike and day, and earn a little since we have 120. The tariff with the large carriers is per parcel and not per stop, so several parcels for one house are the best that can happen to us.',
        },
      ],
      finding:
        'In dense districts (over 9,000 people per square kilometre) a stop costs 1.94 EUR by bike and 2.21 EUR by van, depot and second handling included; in suburbs vans are cheaper, 2.48 against 3.05 EUR. The turning point is near 5,500 people per square kilometre. An operator with 34 bikes reports 2.02 EUR and needs about 120 stops per bike and day to earn money. The study followed 52 tours for six months and is independent; the operator publishes its own books. Both agree that parking, not speed, makes the difference.',
    },
    {
      name: 'volume',
      text: 'What share of parcel volume in mid-sized cities can be delivered by cargo bike, given sizes and weights?',
      query: 'share of parcels suitable for cargo bike size weight distribution',
      pages: [
        {
          url: 'https://parcel-stats.example/sizes-2025',
          title: 'Parcel sizes 2025',
          text: 'Of 2.3 million measured parcels, 81 percent are smaller than 60 by 40 by 40 centimetres and lighter than 10 kg. A bike with a box of two cubic metres carries 95 of such parcels on a tour. Business customers send larger parcels and collect more, their share that fits is 46 percent. In the weeks before Christmas the share falls by six points, because toys are large and light. Returns fit almost always, as people reuse the boxes.',
        },
        {
          url: 'https://city-logistics.example/report/share',
          title: 'What share is realistic',
          text: "Technically four fifths would fit, but a carrier does not want to come to one street with two vehicles. If whole tours are moved and not single parcels, the realistic share is 31 to 38 percent of the stops in the inner city and 12 percent in the city as a whole. Where carriers share a neutral depot it rises to 44 percent in the inner city. Nobody has done it without a rule by the city that closes streets to vans from eleven o'clock on.",
        },
      ],
      finding:
        "By size and weight 81 percent of parcels fit a cargo bike, for business customers 46 percent, and six points less before Christmas. Because carriers move whole tours and not single parcels, the realistic share is 31 to 38 percent of stops in the inner city and about 12 percent of the city as a whole; with a depot shared by carriers up to 44 percent, which was only reached where streets close to vans at eleven. Sizes are measured on 2.3 million parcels; the realistic share is a planners' report from a few cities, so I am less sure of it.",
    },
    {
      name: 'depot',
      text: 'What does a micro depot for cargo bikes need: area, location, power, permits, and what does it cost?',
      query: 'micro depot requirements area power permit cost cargo bike',
      pages: [
        {
          url: 'https://microdepot.example/handbook',
          title: 'Micro depots: a handbook',
          text: 'For ten bikes and 1,100 parcels a day plan 150 square metres, of which 60 for sorting, 50 for bikes and 20 for charging. The first tours should reach their first stop within two kilometres, otherwise a tour is lost per day and bike. 11 kW are enough for charging at night. Swap trucks of 7.5 tonnes must be able to stop for 40 minutes at six in the morning. In most cities a change of use is needed, which took five months in the median; car parks are easier than shops.',
        },
        {
          url: 'https://parking-operator.example/partners/depots',
          title: 'Depots in our car parks',
          text: 'We rent out the ground floor of 14 car parks as depots. The rent is between 11 and 19 EUR per square metre. Height is the problem: 2.30 metres are needed for the bikes with boxes and many older car parks have 2.10 metres. We take care of charging and of a rolling gate. Contracts run for three years. In two cases neighbours complained about the truck in the morning, since then it unloads inside.',
        },
      ],
      finding:
        'A depot for ten bikes and 1,100 parcels a day needs 150 square metres within two kilometres of the first stops, 11 kW for charging and a place where a 7.5-tonne truck can stop for 40 minutes at six in the morning. Rents in car parks are 11 to 19 EUR per square metre, so roughly 1,700 to 2,900 EUR a month; the height of 2.30 metres excludes many older ones. The change of use took five months in the median, which is tight for a pilot in the autumn. The handbook is neutral, the rents come from an operator who offers them.',
    },
  ],
};

export const TOPICS: readonly [Topic, ...Topic[]] = [GRID_STORAGE, HEAT_PUMPS, CARGO_BIKES];
